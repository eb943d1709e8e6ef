import { copyFile, readdir, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { type Job, PilotError } from '@panda-pilot/core';
import type { JobDirectory } from './workdir.ts';

/**
 * Packs the log of a job into `path`: the work directory without its inputs, outputs and core dumps, and what the pilot wrote of the
 * job. Links are packed as links, never followed; FIFOs, sockets and devices are left out. Rejects with LOG_FILE_CREATION_FAILURE and
 * leaves no half tarball.
 */
export async function makeLogTarball(
  path: string,
  given: { readonly directory: JobDirectory; readonly job: Job; readonly queue: string },
): Promise<void> {
  const { directory, job, queue } = given;
  const dropped = new Set([...job.inputs, ...job.outputs].map(({ lfn }) => join(directory.work, lfn)));
  try {
    const [tar] = await Promise.all([import('tar'), fetchPilotLog(directory)]);
    await tar.create(
      {
        file: path,
        cwd: directory.root,
        gzip: { level: 6 },
        portable: true,
        follow: false,
        prefix: `tarball_PandaJob_${job.pandaId}_${queue.replaceAll(/[^\w.-]/g, '_')}`,
        filter: (name, stat) => {
          const whole = join(directory.root, name);
          const packable = !('isFile' in stat) || stat.isFile() || stat.isDirectory() || stat.isSymbolicLink();
          return packable && !dropped.has(whole) && !isCoreDump(relative(directory.work, whole));
        },
      },
      await present(directory),
    );
  } catch (error) {
    await rm(path, { force: true });
    throw new PilotError('LOG_FILE_CREATION_FAILURE', path, { cause: error });
  }
}

/** The agent's log lies beside the jobs of its pilot; a job that is run by hand has none. */
async function fetchPilotLog({ root, pilotLog }: JobDirectory): Promise<void> {
  try {
    await copyFile(join(root, '..', 'pilot.log'), pilotLog);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

/** What of the pilot's own files belongs into the log. `job.json` does not: it may hold the owner's secrets. */
async function present(directory: JobDirectory): Promise<string[]> {
  const names = [directory.work, directory.pilotLog, directory.log, directory.stderr, directory.journal].map((path) =>
    relative(directory.root, path),
  );
  const there = new Set(await readdir(directory.root));
  return names.filter((name) => there.has(name));
}

function isCoreDump(name: string): boolean {
  return dirname(name) === '.' && /^core(\.\d+)?$/.test(name);
}
