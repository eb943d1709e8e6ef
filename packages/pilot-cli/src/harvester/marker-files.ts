import { appendFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Environment } from '../node/batch-system.ts';
import { readBoundedFile } from '../bounded-file.ts';

/** Names that wrappers, ARC and Harvester look for. */
const markerNames = {
  /** One PandaID a line, of every job that was begun. */
  pandaIds: 'pandaIDs.out',
  /** The pilot is over, the worker may go. */
  killWorker: 'kill_worker',
} as const;

/**
 * Where wrappers look for `pandaIDs.out`: what PANDA_PILOT_SOURCE names, else `pilot3` where the pilot was started,
 * else there. Pure but for `isDirectory`.
 */
export function pandaIdsDirectory(facts: {
  readonly env: Environment;
  readonly cwd: string;
  readonly isDirectory: (path: string) => boolean;
}): string {
  const named = facts.env['PANDA_PILOT_SOURCE'] ?? '';
  if (named !== '') return resolve(facts.cwd, named);
  const unpacked = join(facts.cwd, 'pilot3');
  return facts.isDirectory(unpacked) ? unpacked : facts.cwd;
}

/** Adds a job to `pandaIDs.out`. */
export async function appendPandaId(directory: string, pandaId: number): Promise<void> {
  await appendFile(join(directory, markerNames.pandaIds), `${pandaId}\n`);
}

/** The jobs in `pandaIDs.out`, in its order; lines that are no PandaID are passed over. */
export async function readPandaIds(directory: string): Promise<number[]> {
  const { text } = await readBoundedFile(join(directory, markerNames.pandaIds), { maxBytes: 2 ** 20 }).catch(() => ({
    text: '',
  }));
  return text
    .split('\n')
    .filter((line) => /^\d{1,15}$/.test(line))
    .map(Number);
}

/** Tells Harvester that the worker may go (`kill_worker`). */
export async function writeKillWorker(directory: string): Promise<void> {
  await writeFile(join(directory, markerNames.killWorker), '');
}

/** Takes back what an earlier worker has said at its end. */
export async function removeKillWorker(directory: string): Promise<void> {
  await rm(join(directory, markerNames.killWorker), { force: true });
}
