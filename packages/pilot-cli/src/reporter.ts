import type { Reporter, WatchedRun } from './agent-event.ts';
import { describeEvent } from './screen/event-line.ts';
import type { Streams, Terminal } from './streams.ts';

/**
 * A live screen on stderr where that is a terminal; on one that can't move its cursor a line for each thing worth
 * telling; elsewhere nothing, for the JSON log says it all.
 */
export async function createReporter({ stderr }: Streams, run: WatchedRun): Promise<Reporter> {
  if (!stderr.isTTY) return { report: () => undefined, close: () => undefined };
  if (run.env['TERM'] === 'dumb') return createLineReporter(stderr);
  const { createLiveScreen } = await import('./screen/live-screen.ts');
  return createLiveScreen(stderr, run);
}

function createLineReporter(stderr: Terminal): Reporter {
  return {
    report(event) {
      const line = describeEvent(event);
      if (line !== undefined) stderr.write(`${line}\n`);
    },
    close: () => undefined,
  };
}
