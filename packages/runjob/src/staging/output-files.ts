import { join } from 'node:path';

/** The payload's stdout and stderr: `payload.stdout`, or `payload_2.stdout` for the second of several steps. */
export function outputFiles(work: string, steps: number, step: number): readonly [string, string] {
  const name = steps === 1 ? 'payload' : `payload_${step + 1}`;
  return [join(work, `${name}.stdout`), join(work, `${name}.stderr`)];
}
