import {
  type Mover,
  type MoverDefinition,
  parseToolOptions,
  requireRegularFile,
  toolError,
  type ToolOptions,
  type ToolRunner,
  whicheverTool,
} from '@panda-pilot/movers-core';
import { didOf } from './did.ts';
import { fetchedTo, sentAs } from './local-place.ts';
import { createRucio, createRunner } from './rucio.ts';
import { rucioTable } from './rucio-outcome.ts';

/**
 * `dq2`: datasets of DQ2, by dq2-get and dq2-put, whose URLs name the dataset where Rucio has the scope; where they are gone,
 * by the client of Rucio, which took DQ2's place.
 */
const dq2: MoverDefinition<ToolOptions> = {
  name: 'dq2',
  schemes: ['rucio'],
  parseOptions: (raw) => parseToolOptions('dq2', raw),
  create(options, tools) {
    const runner = createRunner(options, tools);
    const today = createRucio('dq2', runner);
    const byTool = { 'dq2-get': byDq2(today, runner), rucio: today };
    return whicheverTool({ name: 'dq2', byTool, features: { ...today.features, checksums: [] } }, runner);
  },
};
export default dq2;

/** DQ2 registers and checks by itself; what else is asked, its catalogue had no client for. */
function byDq2(today: Mover, runner: ToolRunner): Mover {
  const run = async (tool: string, args: readonly string[], call: Parameters<ToolRunner['run']>[2]): Promise<void> => {
    const outcome = await runner.run(tool, args, call);
    const { ending, stdout } = outcome;
    // It ends well after failures, too: only its last word is success.
    const finished = stdout.trimEnd().endsWith('Finished');
    if (ending.kind === 'exited' && ending.exitCode === 0 && finished) return;
    throw toolError(outcome, { tool, file: call.file }, rucioTable);
  };
  const limit = (timeoutMs: number): string => String(Math.max(1, Math.floor(timeoutMs / 1000)));

  return {
    ...today,
    async get(source, destination, call) {
      call.signal.throwIfAborted();
      const { scope: dataset, name } = didOf(source);
      return fetchedTo(destination, name, async (directory) => {
        const who = ['--client-id=pilot', '-d', '-a', '-f', name, '-H', directory];
        await run('dq2-get', [...who, '-t', limit(call.timeoutMs), dataset], { ...call, file: source.href });
      });
    },
    async put(source, destination, call) {
      call.signal.throwIfAborted();
      const { scope: dataset, name } = didOf(destination);
      const bytes = await requireRegularFile(source);
      await sentAs(source, name, async (directory) => {
        const args = ['--client-id=pilot', '-d', '-a', '-C', '-s', directory, '-f', name, dataset];
        await run('dq2-put', args, { ...call, file: destination.href });
      });
      return { mode: 'copied', bytes };
    },
  };
}
