import { readFile } from 'node:fs/promises';
import { type Check, fail, type Finding, ok, warn } from '../check.ts';

/** The resource limits that the batch system has given the pilot. */
export const limits: Check = {
  name: 'limits',
  about: 'limits on open files, processes, address space and file size',
  look: async () => judgeLimits(await readFile('/proc/self/limits', 'latin1')),
};

/** What a pilot with a job needs of each, by the name in `/proc/PID/limits`. */
const needs: readonly {
  readonly title: string;
  readonly what: string;
  readonly least: number;
  readonly good: number;
  readonly flag: string;
}[] = [
  { title: 'Max open files', what: 'open files', least: 256, good: 1024, flag: '-n' },
  { title: 'Max processes', what: 'processes of this account', least: 64, good: 512, flag: '-u' },
  // Node alone reserves tens of gigabytes of addresses for WebAssembly and its heap.
  { title: 'Max address space', what: 'bytes of address space', least: Infinity, good: Infinity, flag: '-v' },
  { title: 'Max file size', what: 'bytes in one file', least: 1e9, good: 100e9, flag: '-f' },
];

/** Pure: `/proc/PID/limits`. */
export function judgeLimits(text: string): readonly Finding[] {
  const judged = needs.map((need) => ({ ...need, limit: limitIn(text, need.title) }));
  const bad = judged.flatMap(({ limit, what, least, good, flag }): Finding[] => {
    const remedy = { owner: 'site', advice: `raise it where the batch system starts pilots: ulimit ${flag}` } as const;
    if (limit < least) return [fail(`only ${limit} ${what}`, remedy)];
    return limit < good ? [warn(`only ${limit} ${what}`, remedy)] : [];
  });
  if (bad.length > 0) return bad;
  const [files, processes] = judged.map(({ limit }) => (limit === Infinity ? 'any number of' : String(limit)));
  return [ok(`${files} open files, ${processes} processes`)];
}

function limitIn(text: string, title: string): number {
  const [, soft] = new RegExp(`^${title}\\s+(\\d+|unlimited)`, 'm').exec(text) ?? [];
  return soft === undefined || soft === 'unlimited' ? Infinity : Number(soft);
}
