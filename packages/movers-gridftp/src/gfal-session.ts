import { setMaxListeners } from 'node:events';
import { type CallOptions, createTimeLimit, type ToolRunner } from '@panda-pilot/movers-core';
import { type Question, Round } from './round.ts';

/** Asks one thing; resolves to the answer's fields. Rejects as movers do. */
export type Ask = (question: Question, call: CallOptions) => Promise<Readonly<Record<string, unknown>>>;

/**
 * Asks GridFTP servers through gfal2's Python interface, of which gfal-stat, gfal-sum and gfal-rm are made. Each of those costs
 * a Python and a handshake of 0.2 s; here what is asked while one process is under way goes into the next one together, which
 * keeps its connections: 400 questions in 1.5 s.
 */
export function createGfalSession(runner: ToolRunner): Ask {
  let collecting: Round | undefined;
  let busy: Promise<unknown> = Promise.resolve();

  const openRound = (): Round => {
    const round = new Round();
    const begin = async (): Promise<void> => {
      collecting = undefined;
      await round.run(runner);
    };
    busy = busy.then(begin);
    return round;
  };

  return async (question, call) => {
    call.signal.throwIfAborted();
    // Each question listens to it; Node takes more than ten listeners for a leak.
    setMaxListeners(0, call.signal);
    const limit = createTimeLimit(call, question[1]);
    const round = (collecting ??= openRound());
    try {
      return await round.ask(question, { signal: limit.signal, timeoutMs: call.timeoutMs });
    } finally {
      limit.lift();
    }
  };
}
