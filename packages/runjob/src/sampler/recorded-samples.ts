import { z } from 'zod';
import { parseJson } from '../state/parse-json.ts';
import { linesOfFile } from '../readable-log/lines-of-file.ts';

const sampleSchema = z.object({
  at: z.iso.datetime().transform((text) => Date.parse(text)),
  processes: z.number(),
  threads: z.number(),
  pssKb: z.number(),
  rssKb: z.number(),
  swapKb: z.number(),
  userSeconds: z.number(),
  systemSeconds: z.number(),
  readBytes: z.number(),
  writtenBytes: z.number(),
  wallSeconds: z.number(),
  /** Size of the payload's directories, once they have been looked at. */
  workDirBytes: z.number().optional(),
});

/**
 * One line of `D/samples.jsonl`: what the payload's processes used together at one moment. `at` in milliseconds since
 * 1970, memory in kB, times in seconds, I/O in bytes; what counts up counts from the payload's start.
 */
export type RecordedSample = z.infer<typeof sampleSchema>;

/**
 * The samples at `path`, oldest first, in constant memory; none when there is no such file. Lines that are no samples
 * are left out.
 */
export async function* readSamples(path: string): AsyncGenerator<RecordedSample> {
  for await (const { text } of linesOfFile(path)) {
    const sample = sampleSchema.safeParse(parseJson(text)).data;
    if (sample !== undefined) yield sample;
  }
}
