import { spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';

/** A command that runs on a terminal of its own. */
export interface OnTerminal {
  /** Everything that the terminal was sent so far. */
  written(): string;
  /** Resolves as soon as the terminal was sent something like it; rejects when the command has ended without. */
  shows(what: RegExp): Promise<void>;
  /** As if the person at the terminal typed it: `\u0003` is Ctrl-C. */
  type(text: string): void;
  readonly ended: Promise<number | null>;
}

/** The lines that were sent to a terminal, without what moves its cursor or changes its colours. */
export function linesOf(written: string): readonly string[] {
  // eslint-disable-next-line no-control-regex -- escape sequences are what is taken away
  return written.replaceAll(/\u001B\[[\d;?]*[A-Za-z]/g, '').split(/[\r\n]+/);
}

/** Starts `words` on a terminal of this size, by script(1). */
export function onTerminal(
  words: readonly string[],
  {
    columns = 120,
    rows = 24,
    ...options
  }: { readonly columns?: number; readonly rows?: number; readonly cwd: string; readonly env?: Record<string, string> },
): OnTerminal {
  const command = `stty cols ${columns} rows ${rows}; exec ${words.map((word) => `'${word}'`).join(' ')}`;
  const env = { PATH: process.env['PATH'] ?? '', TERM: 'xterm', ...options.env };
  const script = spawn('script', ['-qefc', command, '/dev/null'], {
    cwd: options.cwd,
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void script.kill('SIGKILL'));
  let text = '';
  let news = (): void => undefined;
  script.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    news();
  });
  const ended = new Promise<number | null>((resolve) => script.once('close', resolve));
  return {
    written: () => text,
    ended,
    shows: (what) =>
      new Promise((resolve, reject) => {
        news = () => what.test(text) && resolve();
        news();
        void ended.then(() => reject(new Error(`the command has ended without ${what}:\n${text}`)));
      }),
    type: (typed) => void script.stdin.write(typed),
  };
}
