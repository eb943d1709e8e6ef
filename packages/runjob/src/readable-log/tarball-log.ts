import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { isPartOutput } from '../payload/payload-parts.ts';
import { type JobLogOptions, payloadLogs, payloadOutputs } from './job-log.ts';
import { linesOfFile } from './lines-of-file.ts';
import type { LogLine } from './log-line.ts';
import { mergeLines } from './merge-lines.ts';
import { readRenderedLine } from './render-line.ts';

/**
 * Below the one directory of a tarball, `tarball_PandaJob_<PandaID>_<queue>`: the pilot's records, and what stands
 * right in the work directory.
 */
const readable =
  /^tarball_PandaJob_(?<job>\d+)_[^/]*\/(?:pilot\/(?:pilotlog\.txt|journal\.jsonl|samples\.jsonl)|(?:payload\/)?work\/(?<file>[^/]+))$/;

/**
 * What the log tarball of a job tells of it, in order of time, as `jobLog` would have when it was packed. Rejects with
 * the error of the file, or of what is in it when that is no gzip or no tar; one that holds no log gives nothing. What
 * is unpacked for it is removed when the reader is done.
 */
export async function* tarballLog(path: string, { payload, pilot }: JobLogOptions): AsyncGenerator<LogLine> {
  const root = await mkdtemp(join(tmpdir(), 'panda-pilot-logs-'));
  try {
    const jobId = await unpack(path, root);
    const of = (name: string): string => join(root, 'pilot', name);
    const records = { journal: of('journal.jsonl'), samples: of('samples.jsonl'), jobId };
    yield* mergeLines([
      ...(pilot ? [renderedLog(of('pilotlog.txt'))] : []),
      ...(payload ? payloadLogs(await payloadOutputs(root), records) : []),
    ]);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Unpacks what is wanted, and nothing but regular files, into the empty directory `into`; resolves with the PandaID. */
async function unpack(path: string, into: string): Promise<number | undefined> {
  const { Unpack } = await import('tar');
  let jobId: number | undefined;
  const unpacking = new Unpack({
    cwd: into,
    strip: 1,
    preserveOwner: false,
    filter: (name, entry) => {
      const { job, file } = readable.exec(name)?.groups ?? {};
      if (job === undefined || !('type' in entry) || entry.type !== 'File') return false;
      jobId ??= Number(job);
      return file === undefined || isPartOutput(file);
    },
  });
  await pipeline(createReadStream(path), createGunzip(), unpacking);
  return jobId;
}

async function* renderedLog(path: string): AsyncGenerator<LogLine> {
  for await (const { text } of linesOfFile(path)) {
    const line = readRenderedLine(text);
    if (line !== undefined) yield line;
  }
}
