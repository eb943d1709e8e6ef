import { createWriteStream } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Job, PilotError } from '@panda-pilot/core';
import { jobLog } from '../readable-log/job-log.ts';
import { renderLine } from '../readable-log/render-line.ts';
import type { JobDirectory } from '../state/workdir.ts';
import { tarStream } from './tar-stream.ts';

/**
 * Packs the log of a job into `path`: the work directory without its inputs, outputs and core dumps, and what the pilot observed of the payload and
 * wrote of the job. Something of the payload that still runs and writes does not disturb it ({@link tarStream}). Rejects with LOG_FILE_CREATION_FAILURE and leaves
 * no half tarball.
 */
export async function makeLogTarball(
  path: string,
  given: { readonly directory: JobDirectory; readonly job: Job; readonly queue: string },
): Promise<void> {
  const { directory } = given;
  try {
    await snapshotPilotFiles(directory);
    await pack(path, given);
  } catch (error) {
    await rm(path, { force: true });
    throw new PilotError('LOG_FILE_CREATION_FAILURE', path, { cause: error });
  } finally {
    await rm(directory.pilotFiles, { recursive: true, force: true });
  }
}

async function pack(
  path: string,
  { directory, job, queue }: { readonly directory: JobDirectory; readonly job: Job; readonly queue: string },
): Promise<void> {
  const { pilotFiles, records, root, work } = directory;
  const dropped = new Set([...job.inputs, ...job.outputs].map(({ lfn }) => join(work, lfn)));
  const content = tarStream({
    root,
    folders: [...new Set([work, records, pilotFiles])].map((folder) => relative(root, folder)),
    prefix: `tarball_PandaJob_${job.pandaId}_${queue.replaceAll(/[^\w.-]/g, '_')}`,
    accepts: (file) => !dropped.has(file) && !isCoreDump(relative(work, file)),
  });
  await pipeline(content, createGzip({ level: 6 }), createWriteStream(path));
}

/**
 * Copies what the pilot writes of the job, for it goes on being written while the tarball is made. `job.json` is not among it: it may
 * hold the owner's secrets. `pilotlog.txt` is what agent and runjob wrote of this job, for people; the agent's own log tells of other jobs, too.
 */
async function snapshotPilotFiles(directory: JobDirectory): Promise<void> {
  await mkdir(directory.pilotFiles, { recursive: true });
  await pipeline(readable(directory), createWriteStream(join(directory.pilotFiles, 'pilotlog.txt')));
  for (const path of [directory.log, directory.stderr, directory.journal, directory.samples]) {
    try {
      await copyFile(path, join(directory.pilotFiles, basename(path)));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
}

async function* readable({ root }: JobDirectory): AsyncGenerator<string> {
  for await (const line of jobLog(root, { payload: false, pilot: true })) yield `${renderLine(line)}\n`;
}

function isCoreDump(name: string): boolean {
  return dirname(name) === '.' && /^core(\.\d+)?$/.test(name);
}
