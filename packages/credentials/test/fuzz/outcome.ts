import { isPilotError } from '@panda-pilot/core';
import { type ProxyOptions, readProxy } from '../../src/index.ts';
import type { Mutation } from './mutations.ts';

/** What became of many damaged proxies. */
export interface Tally {
  readonly inputs: number;
  readonly read: number;
  readonly refused: number;
  readonly slowestMs: number;
  /** Inputs that took too long every time they were tried: not the machine was busy, the input is slow. */
  readonly slow: readonly string[];
  /** Errors of other kinds: bugs. With the input, since the keys of the samples are new every time. */
  readonly wrong: readonly string[];
}

/** How often a late input is tried again. */
const attempts = 10;

/** The longest that any input may take. */
export const limitMs = 50;

/** Reads every one of `mutations`, or as many as `most`; one in four with directories, which cost more than the reading. */
export async function tally(mutations: Iterable<Mutation>, directories: ProxyOptions, most = Infinity): Promise<Tally> {
  const slow: string[] = [];
  const wrong: string[] = [];
  let [inputs, read, refused, slowestMs] = [0, 0, 0, 0];
  for (const { text, what } of mutations) {
    if (inputs >= most) break;
    inputs += 1;
    let best = Infinity;
    // A busy machine makes single readings late; an input that is slow is slow every time.
    for (let attempt = 0; attempt < attempts && best > limitMs; attempt++) {
      const startedAt = performance.now();
      const before = process.cpuUsage();
      const outcome = await outcomeOf(text, inputs % 4 === 0 ? directories : {});
      const { user, system } = process.cpuUsage(before);
      // Reading waits for nothing but a processor, which others may have: that time is not the input's.
      best = Math.min(best, performance.now() - startedAt, (user + system) / 1000);
      if (attempt > 0) continue;
      if (outcome === 'read') read += 1;
      else if (outcome === 'refused') refused += 1;
      else wrong.push(`${what}: ${outcome}\n${text}`);
    }
    slowestMs = Math.max(slowestMs, best);
    if (best > limitMs) slow.push(`${what}: ${Math.round(best)} ms\n${text}`);
  }
  return { inputs, read, refused, slowestMs, slow, wrong };
}

async function outcomeOf(text: string, options: ProxyOptions): Promise<string> {
  try {
    const proxy = await readProxy(text, options);
    return proxy.kind === 'x509' ? 'read' : 'no proxy';
  } catch (error) {
    if (isPilotError(error, 'NO_PROXY')) return 'refused';
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
