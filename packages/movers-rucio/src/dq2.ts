import {
  endedWell,
  isMoverError,
  type Mover,
  MoverError,
  toolError,
  toolMover,
  type ToolRunner,
  whicheverTool,
} from '@panda-pilot/movers-core';
import { didOf } from './did.ts';
import { fetchedTo, sentAs } from './local-place.ts';
import { createRucio } from './rucio.ts';
import { rucioTable } from './rucio-outcome.ts';

/**
 * `dq2`: datasets of DQ2, by dq2-get and dq2-put, whose URLs name the dataset where Rucio has the scope; where they are gone,
 * by the client of Rucio, which took DQ2's place.
 */
const dq2 = toolMover({
  name: 'dq2',
  schemes: ['rucio'],
  create(_options, runner) {
    const today = createRucio('dq2', runner);
    const byTool = { 'dq2-get': byDq2(today, runner), rucio: today };
    // Its clients compare what they move; neither catalogue is asked for checksums under this name.
    const features = { ...today.features, checksums: [], verifies: true };
    return {
      ...whicheverTool({ name: 'dq2', byTool, features }, runner),
      async checksum(file, algorithm, { signal }) {
        signal.throwIfAborted();
        throw new MoverError(`dq2: no ${algorithm}`, { kind: 'unsupported', file: file.href });
      },
    };
  },
});
export default dq2;

/**
 * DQ2 registers and checks by itself. Its catalogue had no client for sizes, nor for what nobody wants any more: Rucio's is asked,
 * where it is there.
 */
function byDq2(today: Mover, runner: ToolRunner): Mover {
  const run = async (tool: string, args: readonly string[], call: Parameters<ToolRunner['run']>[2]): Promise<void> => {
    const outcome = await runner.run(tool, args, call);
    // It ends well after failures, too: only its last word is success.
    const finished = outcome.stdout.trimEnd().endsWith('Finished');
    if (endedWell(outcome) && finished) return;
    throw toolError(outcome, { tool, file: call.file }, rucioTable);
  };
  const withoutRucio = async <T>(answer: Promise<T>, file: URL): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      if (!isMoverError(error, 'tool-missing')) throw error;
      throw new MoverError(`dq2: nobody to ask about ${file.href}`, {
        kind: 'unsupported',
        file: file.href,
        cause: error,
      });
    }
  };
  const limit = (timeoutMs: number): string => String(Math.max(1, Math.floor(timeoutMs / 1000)));

  return {
    ...today,
    stat: (file, call) => withoutRucio(today.stat(file, call), file),
    remove: (file, call) => withoutRucio(today.remove(file, call), file),
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
      return sentAs(source, { name, scratch: runner.scratch }, async (directory) => {
        const args = ['--client-id=pilot', '-d', '-a', '-C', '-s', directory, '-f', name, dataset];
        await run('dq2-put', args, { ...call, file: destination.href });
      });
    },
  };
}
