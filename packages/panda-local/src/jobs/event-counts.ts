import { z } from 'zod';
import type { JobRecord } from './job-record.ts';
import type { ReportedFile } from './output-report.ts';

/** The adder's code and sentence. */
export interface EventCountError {
  readonly code: 204 | 205;
  readonly diag: string;
}

/**
 * ATLAS production: every output needs its number of events, either in the payload's report with the same GUID, or, where
 * there is no such report, as the job's `nEvents`. Undefined when all is well.
 */
export function eventCountError(job: JobRecord, outputs: readonly ReportedFile[]): EventCountError | undefined {
  if (job.description['prodSourceLabel'] !== 'managed') return undefined;
  const counted = outputs.filter(({ lfn }) => !/^(?:TXT|NTUP|HIST)/.test(lfn));
  if (job.metadata === undefined && (job.columns.nEvents ?? 0) > 0) return undefined;
  const counts = eventCounts(job.metadata ?? '');
  return counted.map((file) => checkFile(file, counts.get(file.lfn))).find((error) => error !== undefined);
}

function checkFile({ lfn, guid }: ReportedFile, count: SubFile | undefined): EventCountError | undefined {
  if (count === undefined) return { code: 204, diag: `nEvents is missing in jobReport for ${lfn}` };
  if (count.file_guid?.toLowerCase() === guid.toLowerCase()) return undefined;
  return { code: 205, diag: `GUID is inconsistent between jobReport and pilot report for ${lfn}` };
}

const subFileSchema = z.object({ name: z.string(), nentries: z.number(), file_guid: z.string().optional() });
type SubFile = z.infer<typeof subFileSchema>;
const reportSchema = z.object({
  files: z.object({ output: z.array(z.object({ subFiles: z.array(z.unknown()) })) }),
});

function eventCounts(metadata: string): Map<string, SubFile> {
  const report = reportSchema.safeParse(parsed(metadata));
  const subFiles = (report.data?.files.output ?? []).flatMap(({ subFiles }) => subFiles);
  return new Map(
    subFiles.flatMap((subFile) => {
      const file = subFileSchema.safeParse(subFile).data;
      return file === undefined ? [] : [[file.name, file] as const];
    }),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a payload's report that is not JSON counts nothing
  }
}
