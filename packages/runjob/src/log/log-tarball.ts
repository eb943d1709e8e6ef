import { createReadStream, createWriteStream, lstatSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PilotError, isPilotError } from '@panda-pilot/core';
import { openPayloadFile } from '../payload/open-payload-file.ts';
import { jobLog } from '../readable-log/job-log.ts';
import { renderLine } from '../readable-log/render-line.ts';
import type { Masks } from '../secrets/masks.ts';
import type { JobDirectory } from '../state/workdir.ts';
import { createGzipFile } from './gzip-file.ts';
import { createLeftOut } from './left-out.ts';
import { logMembers, mostMembers } from './log-members.ts';
import { defaultPackingLimits, type PackingLimits, type PackingTime, startPackingTime } from './packing-time.ts';
import { tarEnd, tarMembers, tarText } from './tar-members.ts';

/** What a log tarball is made of. */
export interface LogTarball {
  readonly directory: JobDirectory;
  readonly pandaId: number;
  readonly queue: string;
  /** Names of files in the work directory that are not the log's: inputs, and outputs, which are stored by themselves. */
  readonly without: Iterable<string>;
  /** Of a larger file only its beginning and its end are packed. */
  readonly mostFileBytes: number;
  /** Hide what is secret in every file. */
  readonly masks: Masks;
  readonly limits?: PackingLimits;
  /** When aborted, the tarball is ended where it is. */
  readonly signal?: AbortSignal;
}

/**
 * Packs the log of a job into `path`: the work directory without its inputs, outputs and what is redundant, and what
 * the pilot wrote of the job. Links are packed as links, never followed; what cannot be read, and what there is no time
 * for, is left out, and `pilot/left-out.txt` names what is missing. Rejects with LOG_FILE_CREATION_FAILURE, or
 * LOG_CREATION_TIMEOUT when the file system does not answer, and leaves no half tarball.
 */
export async function makeLogTarball(path: string, given: LogTarball): Promise<void> {
  const time = startPackingTime(given.limits ?? defaultPackingLimits, given.signal);
  try {
    await time.bound(snapshotAndPack(path, { ...given, time }));
  } catch (error) {
    if (isPilotError(error, 'LOG_CREATION_TIMEOUT')) throw error;
    throw new PilotError('LOG_FILE_CREATION_FAILURE', path, { cause: error });
  }
}

interface Packing extends LogTarball {
  readonly time: PackingTime;
}

async function snapshotAndPack(path: string, given: Packing): Promise<void> {
  const { directory } = given;
  try {
    await snapshotPilotFiles(directory);
    await pack(path, given);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await rm(directory.pilotFiles, { recursive: true, force: true });
  }
}

async function pack(path: string, given: Packing): Promise<void> {
  // Never through what a payload may have put there.
  await rm(path, { force: true, recursive: true });
  const file = await createGzipFile(path);
  try {
    for await (const bytes of archive(given)) {
      await file.write(bytes);
      given.time.packed(bytes.length);
    }
    await file.end();
  } catch (error) {
    await file.abandon();
    throw error;
  }
}

async function* archive({
  directory,
  masks,
  mostFileBytes,
  pandaId,
  queue,
  time,
  without,
}: Packing): AsyncGenerator<Buffer> {
  const { pilotFiles, records, root, work } = directory;
  const top = `tarball_PandaJob_${pandaId}_${queue.replaceAll(/[^\w.-]/g, '_')}`;
  const leftOut = createLeftOut();
  const notOurs = new Set([...without].map((name) => join(work, name)));
  const options = { leftOut, masks, mostFileBytes, owner: ownerOf(work) };
  for (const path of new Set([pilotFiles, work, records])) {
    const name = relative(root, path);
    yield* tarMembers(
      logMembers({ name: `${top}/${name}`, path }, { without: notOurs, mostMembers, leftOut }),
      // What the pilot has to say is short, and said in any case.
      { ...options, isLate: () => path !== pilotFiles && time.isUp() },
    );
  }
  const text = leftOut.text();
  if (text !== '') yield* tarText(`${top}/pilot/left-out.txt`, text);
  yield tarEnd;
}

function ownerOf(path: string): number | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.uid;
}

/**
 * Copies what the pilot writes of the job, for it goes on being written while the tarball is made. `job.json` is not
 * among it: it may hold the owner's secrets. `pilotlog.txt` is what agent and runjob wrote of this job, for people; the
 * agent's own log tells of other jobs, too.
 */
async function snapshotPilotFiles(directory: JobDirectory): Promise<void> {
  await mkdir(directory.pilotFiles, { recursive: true });
  await pipeline(readable(directory), createWriteStream(join(directory.pilotFiles, 'pilotlog.txt')));
  for (const path of [directory.log, directory.stderr, directory.journal, directory.samples]) {
    await copyOwnFile(path, join(directory.pilotFiles, basename(path)));
  }
}

/** As far as it is there, and a regular file: a payload may have put a FIFO in its place. */
async function copyOwnFile(from: string, to: string): Promise<void> {
  const file = openPayloadFile(from);
  if (file === undefined) return;
  await pipeline(createReadStream('', { fd: file.descriptor }), createWriteStream(to));
}

async function* readable({ root }: JobDirectory): AsyncGenerator<string> {
  for await (const line of jobLog(root, { payload: false, pilot: true })) yield `${renderLine(line)}\n`;
}
