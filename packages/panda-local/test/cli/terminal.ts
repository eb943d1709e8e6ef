import { runProgram } from '../../src/cli/program.ts';
import type { Terminal } from '../../src/cli/terminal.ts';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command in this process, and collects what it says. */
export async function run(words: readonly string[], more: Partial<Terminal> = {}): Promise<Outcome> {
  let [out, err] = ['', ''];
  const terminal: Terminal = {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    readInput: () => Promise.resolve(''),
    ending: new AbortController().signal,
    ...more,
  };
  const code = await runProgram(words, terminal);
  return { code, out, err };
}
