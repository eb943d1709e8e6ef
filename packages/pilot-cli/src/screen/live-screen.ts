import type { AgentEvent, Reporter, WatchedRun } from '../agent-event.ts';
import type { Terminal } from '../streams.ts';
import { describeEvent } from './event-line.ts';
import { createPainter, redrawMs } from './painter.ts';
import { renderScreen } from './render-screen.ts';
import { type ScreenState, emptyScreen, nextState } from './screen-state.ts';

/**
 * A screen at the end of the terminal that shows jobs and transfers as they are, below the lines that stay. It hides no
 * cursor and needs no other screen, so that nothing has to be restored, whatever ends the process.
 */
export function createLiveScreen(terminal: Terminal, { queue, slots, env, stop }: WatchedRun): Reporter {
  const screen = createPainter(terminal);
  const startedAt = performance.now();
  let state: ScreenState = emptyScreen;
  const draw = (): void => {
    const { columns = 80, rows = 24 } = terminal;
    const now = performance.now();
    const colour = (env['NO_COLOR'] ?? '') === '';
    screen.paint(renderScreen(state, { queue, slots, now, startedAt, ending: stop.aborted, columns, rows, colour }));
  };
  draw();
  const timer = setInterval(draw, redrawMs).unref();
  return {
    report(event) {
      state = nextState(state, event, performance.now());
      const line = stays(event) ? describeEvent(event) : undefined;
      if (line !== undefined) {
        screen.clear();
        terminal.write(`${line}\n`);
        draw();
      }
    },
    close() {
      clearInterval(timer);
      screen.clear();
    },
  };
}

/** What a person wants to read again; the rest is on the screen while it happens. */
function stays(event: AgentEvent): boolean {
  return (
    event.type === 'reported' ||
    event.type === 'undelivered' ||
    (event.type === 'transfer-ended' && event.error !== undefined)
  );
}
