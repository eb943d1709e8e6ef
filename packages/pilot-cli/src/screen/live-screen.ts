import { Writable } from 'node:stream';
import { createLogUpdate } from 'log-update';
import type { AgentEvent, Reporter, WatchedRun } from '../agent-event.ts';
import type { Terminal } from '../streams.ts';
import { describeEvent } from './event-line.ts';
import { renderScreen } from './render-screen.ts';
import { type ScreenState, emptyScreen, nextState } from './screen-state.ts';

/** Often enough to be read as moving, seldom enough to cost nothing. */
const redrawMs = 250;

/**
 * A screen at the end of the terminal that shows jobs and transfers as they are, below the lines that stay. It hides no cursor and needs no other screen, so that
 * nothing has to be restored, whatever ends the process.
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

/** Paints over what it has painted, also when the window has become narrower and the terminal has broken its lines. */
function createPainter(terminal: Terminal): { paint(lines: readonly string[]): void; clear(): void } {
  const update = createLogUpdate(new TerminalStream(terminal), { showCursor: true });
  let painted: readonly string[] = [];
  let width = terminal.columns ?? 80;
  const clear = (): void => {
    update.clear();
    const broken = rowsOf(painted, terminal.columns ?? 80) - painted.length;
    if (broken > 0) terminal.write(`\u001B[${broken}A\u001B[J`);
    painted = [];
  };
  return {
    paint(lines) {
      if (width !== (terminal.columns ?? 80)) clear();
      width = terminal.columns ?? 80;
      update(lines.join('\n'));
      painted = lines;
    },
    clear,
  };
}

function rowsOf(lines: readonly string[], columns: number): number {
  // eslint-disable-next-line no-control-regex -- the two styles of a screen are what is taken away
  const bare = lines.map((line) => line.replaceAll(/\u001B\[\d+m/g, ''));
  return bare.reduce((rows, { length }) => rows + Math.max(1, Math.ceil(length / columns)), 0);
}

/** The terminal as a stream that is as wide and high as it is at each moment. */
class TerminalStream extends Writable {
  readonly #terminal: Terminal;
  constructor(terminal: Terminal) {
    super({
      write(chunk: Buffer, _, done) {
        terminal.write(chunk.toString());
        done();
      },
    });
    this.#terminal = terminal;
  }
  get columns(): number {
    return this.#terminal.columns ?? 80;
  }
  get rows(): number {
    return this.#terminal.rows ?? 24;
  }
}
