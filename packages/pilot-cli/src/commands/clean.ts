import { printJson } from '../answers/print-json.ts';
import { exitCodes } from '../exit-codes.ts';
import { lookInto } from '../files/look-into.ts';
import { cleanWorkBase } from '../recovery/clean.ts';
import type { Streams } from '../streams.ts';

export interface CleanOptions {
  readonly workdir: string;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** `panda-pilot clean`: removes what dead pilots have left and nobody is owed, and says what stays and why. Resolves with the exit code; rejects with a ConfigError where nothing can be seen. */
export async function clean({ workdir, dryRun, json }: CleanOptions, streams: Streams): Promise<number> {
  await lookInto(workdir);
  const cleaned = await cleanWorkBase(workdir, { dryRun });
  if (json) {
    printJson(streams, { type: 'cleaned', dryRun, directories: cleaned });
    return exitCodes.done;
  }
  const verb = dryRun ? 'would be removed' : 'removed';
  for (const { path, removed, reason } of cleaned)
    streams.stdout.write(`${path}: ${removed ? verb : 'left'}: ${reason}\n`);
  if (cleaned.length === 0) streams.stdout.write('nothing to clean\n');
  return exitCodes.done;
}
