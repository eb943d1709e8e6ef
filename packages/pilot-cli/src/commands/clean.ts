import { tmpdir } from 'node:os';
import { relative } from 'node:path';
import { orphansIn, removeOrphans } from '@panda-pilot/movers-core';
import { printJson } from '../answers/print-json.ts';
import { exitCodes } from '../exit-codes.ts';
import { lookInto } from '../files/look-into.ts';
import { type Cleaned, cleanWorkBase } from '../recovery/clean.ts';
import { renderTable } from '../render-table.ts';
import type { Streams } from '../streams.ts';

export interface CleanOptions {
  readonly workdir: string;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/**
 * `panda-pilot clean`: removes what dead pilots, and transfers by hand, have left and nobody is owed, and says what stays and why. Resolves
 * with the exit code; rejects with a ConfigError where nothing can be seen.
 */
export async function clean({ workdir, dryRun, json }: CleanOptions, streams: Streams): Promise<number> {
  await lookInto(workdir);
  const cleaned = [...(await cleanWorkBase(workdir, { dryRun })), ...(await cleanTransfers(dryRun))];
  if (json) {
    printJson(streams, { type: 'cleaned', dryRun, directories: cleaned });
    return exitCodes.done;
  }
  const verb = dryRun ? 'would be removed' : 'removed';
  const rows = cleaned.map(({ path, removed, reason }) => [
    path.startsWith(`${workdir}/`) ? relative(workdir, path) : path,
    `${removed ? verb : 'left'}: ${reason}`,
  ]);
  const table = renderTable([[`below ${workdir}`, ''], ...rows], streams.stdout.columns);
  streams.stdout.write(rows.length === 0 ? 'nothing to clean\n' : table);
  return exitCodes.done;
}

/** What transfers without a job had among the temporary files when they were killed. */
async function cleanTransfers(dryRun: boolean): Promise<readonly Cleaned[]> {
  const paths = await orphansIn(tmpdir());
  if (!dryRun) await removeOrphans(tmpdir());
  return paths.map((path) => ({ path, removed: true, reason: 'was left by a transfer that was killed' }));
}
