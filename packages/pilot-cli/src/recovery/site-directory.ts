import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { onOneLine, PilotError } from '@panda-pilot/core';
import { ensureDirectory, isLeaseName, readLease, releaseLease, takeLease } from '@panda-pilot/lease';
import { troubleWith } from '../files/trouble-with.ts';

/** The name that wrappers, cleaners and older pilots know. */
const namePattern = /^\.?Panda_Pilot_\d+_\d+$/;
const jobPattern = /^PandaJob_(\d+)$/;

/**
 * Makes this pilot's directory below `workdir`, with the lease in it before anybody can see it. Rejects with MKDIR when
 * the site's work directory cannot be used.
 */
export async function makeSiteDirectory(workdir: string): Promise<string> {
  refuseUntellable(workdir);
  const name = `Panda_Pilot_${process.pid}_${Date.now()}`;
  const hidden = join(workdir, `.${name}`);
  try {
    await ensureDirectory(hidden, { mode: 0o770 });
    await takeLease(hidden);
    await rename(hidden, join(workdir, name));
  } catch (error) {
    // What is below a file cannot be removed either (ENOTDIR): then there is nothing.
    await rm(hidden, { recursive: true, force: true }).catch(() => undefined);
    throw new PilotError('MKDIR', `${workdir} ${troubleWith(error, 'written')}`, { cause: error });
  }
  return join(workdir, name);
}

/** Every job would fail there: in a catalogue of its files, in a script that runs it again, in a list of lines. */
function refuseUntellable(workdir: string): void {
  if (!/\p{Cc}/u.test(workdir)) return;
  throw new PilotError('MKDIR', `${onOneLine(workdir)} has a control character in its name`, {
    hint: 'Name another work directory with --workdir.',
  });
}

/**
 * Directories of pilots below `workdir`, living and dead, also one that was not yet given its name. Those of other
 * programs, which have such names too, have no lease: nobody here can tell whether they are alive.
 */
export async function siteDirectories(workdir: string): Promise<string[]> {
  const named = (await namesIn(workdir)).filter((name) => namePattern.test(name)).map((name) => join(workdir, name));
  const leased = await Promise.all(named.map(async (path) => (await namesIn(path)).some(isLeaseName)));
  return named.filter((_, index) => leased[index] === true);
}

/** Directories of the jobs that a pilot has, or had. */
export async function jobDirectories(site: string): Promise<string[]> {
  return (await namesIn(site)).filter((name) => jobPattern.test(name)).map((name) => join(site, name));
}

/** Where the job with this PandaID stands below `site`. */
export function jobDirectoryOf(site: string, pandaId: number): string {
  return join(site, `PandaJob_${pandaId}`);
}

/** Removes `site` when no job is left in it. */
export async function removeIfEmpty(site: string): Promise<void> {
  if ((await jobDirectories(site)).length === 0) await rm(site, { recursive: true, force: true });
}

/** Gives `site` free, and the jobs in it that nobody works on, for pilots of any host. */
export async function releaseSite(site: string): Promise<void> {
  for (const directory of [...(await jobDirectories(site)), site])
    if (directory === site || readLease(directory).kind === 'free') await releaseLease(directory);
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    // A directory that is gone, a file, and what is not ours to read hold nothing for us.
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR', 'EACCES'].includes(String(error.code)))
      return [];
    throw error;
  }
}
