import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunningCommand } from '@panda-pilot/timed-command';
import type { JobRun } from '../job-run.ts';
import { allowCoreOf } from './core-filter.ts';
import { payloadCommand } from './payload-command.ts';
import { outputFiles, type ReadyPart, runsInImage } from './payload-parts.ts';

/**
 * Starts a part where the payload's place is; `onReady` is called when everything but the start is done. Rejects with a
 * PilotError when it must not be.
 */
export async function startPart(
  { assignment, directory, place }: JobRun,
  given: { readonly part: ReadyPart; readonly env: Readonly<Record<string, string>>; readonly onReady?: () => void },
): Promise<RunningCommand> {
  const { folders, setUp, words } = given.part;
  const { launch } = assignment;
  const inImage = runsInImage(given.part);
  const env = { ...given.env, ...place.environment() };
  const command = await payloadCommand(words, {
    work: directory.work,
    path: env['PATH'] ?? '',
    folders,
    elsewhere: setUp !== undefined || (launch?.image !== undefined && (inImage || launch.around === undefined)),
    setUp: setUp === undefined ? undefined : join(directory.work, setUp),
  });
  const [stdout, stderr] = outputFiles(directory.work, given.part);
  for (const file of [stdout, stderr]) await keepEarlier(file);
  given.onReady?.();
  const child = await place.start({ ...command, env, stdout, stderr, inImage });
  void allowCoreOf(child);
  return child;
}

/** What the part has written when it ran before stays in the log, under a number: `payload.stdout.1`. */
async function keepEarlier(file: string): Promise<void> {
  if (!existsSync(file)) return;
  let number = 1;
  while (existsSync(`${file}.${number}`)) number += 1;
  // Where another account does not let us, what is there is overwritten.
  await rename(file, `${file}.${number}`).catch(() => undefined);
}
