import { listMovers, type MoverFacts, moverRows } from '@panda-pilot/runjob';
import { runCommand } from '@panda-pilot/timed-command';
import { printJson } from '../answers/print-json.ts';
import { exitCodes } from '../exit-codes.ts';
import { renderTable } from '../render-table.ts';
import type { Streams } from '../streams.ts';

/** `panda-pilot movers list`: every copytool, what does its work on this machine, and how it is tested. */
export async function moversList(
  { json }: { readonly json?: boolean | undefined },
  { env, streams }: { readonly env: Readonly<Record<string, string>>; readonly streams: Pick<Streams, 'stdout'> },
): Promise<number> {
  const movers = await listMovers({ runCommand: (file, args, options) => runCommand(file, args, options), env });
  if (json === true) printJson(streams, { type: 'movers', movers });
  else streams.stdout.write(renderTable(withFound(movers), streams.stdout.columns, dispensable));
  return exitCodes.done;
}

/** What a table in a narrow window does without: found and tested is what one asks for on a node. */
const dispensable = ['checksums', 'programs', 'features', 'schemes', 'package'];

function withFound(movers: readonly MoverFacts[]): readonly (readonly string[])[] {
  return moverRows(movers).map((row, index) => [...row, index === 0 ? 'found' : foundOf(movers[index - 1])]);
}

function foundOf(mover: MoverFacts | undefined): string {
  if (mover === undefined || mover.programs.length === 0) return '(needs none)';
  const { found } = mover;
  return found === undefined ? 'nothing' : [found.program, found.version].filter((one) => one !== undefined).join(' ');
}
