import { Writable } from 'node:stream';
import { createLogUpdate } from 'log-update';
import type { Terminal } from '../streams.ts';

/** Milliseconds between two paintings: often enough to be read as moving, seldom enough to cost nothing. */
export const redrawMs = 250;

/** The end of a terminal, below the lines that stay. */
export interface Painter {
  /** In place of what was painted before. */
  paint(lines: readonly string[]): void;
  /** Nothing of it is left. */
  clear(): void;
}

/** Paints over what it has painted, also when the window has become narrower and the terminal has broken its lines. */
export function createPainter(terminal: Terminal): Painter {
  const update = createLogUpdate(new TerminalStream(terminal), { showCursor: true });
  let painted: readonly string[] = [];
  let width = terminal.columns ?? 80;
  const clear = (): void => {
    update.clear();
    const broken = rowsOf(painted, terminal.columns ?? 80) - painted.length;
    if (broken > 0) terminal.paint?.(`\u001B[${broken}A\u001B[J`);
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
        terminal.paint?.(chunk.toString());
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
