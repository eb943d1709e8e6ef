import type { Logger } from '@panda-pilot/core';
import type { TraceRecord } from './trace-record.ts';

/** Sends traces behind the back of the job: nobody ever waits for it but `close`, and that not for long. */
export interface TraceSender {
  /** Returns at once. What a server does not take in time is thrown away: traces are statistics. */
  add(records: readonly TraceRecord[]): void;
  /** Sends what is left, for so long at most, and ends what is under way then. Never rejects. */
  close(patienceMs: number): Promise<void>;
}

export interface TraceSenderOptions {
  readonly url: URL;
  readonly fetch: typeof globalThis.fetch;
  readonly logger: Logger;
  /** For one answer. Default: 10 s. */
  readonly timeoutMs?: number;
}

/** Records that wait; more are thrown away, the oldest first. */
const mostWaiting = 1_000;
/** Records in one request. */
const mostTogether = 100;
/** Requests that fail one after the other before the server is left alone for the rest of the job. */
const mostFailures = 3;

/** Makes it. One request at a time, a JSON list of what has gathered meanwhile. */
export function createTraceSender({ url, fetch, logger, timeoutMs = 10_000 }: TraceSenderOptions): TraceSender {
  const closing = new AbortController();
  let waiting: TraceRecord[] = [];
  let thrownAway = 0;
  let failures = 0;
  let sending: Promise<void> | undefined;

  const send = async (records: readonly TraceRecord[]): Promise<void> => {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(records),
        redirect: 'error',
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]),
      });
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`the trace server answers ${answer.status}`);
      failures = 0;
    } catch (error) {
      failures += 1;
      thrownAway += records.length;
      logger.debug({ err: error, traces: records.length }, 'traces are lost');
    }
  };

  const isOfUse = (): boolean => failures < mostFailures && !closing.signal.aborted;

  const sendAll = async (): Promise<void> => {
    // Those of files that settle together go together.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0 && isOfUse()) {
      await send(waiting.splice(0, mostTogether));
    }
    sending = undefined;
  };

  return {
    add(records) {
      waiting.push(...records);
      const tooMany = failures < mostFailures ? Math.max(0, waiting.length - mostWaiting) : waiting.length;
      thrownAway += tooMany;
      waiting = waiting.slice(tooMany);
      if (waiting.length > 0) sending ??= sendAll();
    },
    async close(patienceMs) {
      const timer = setTimeout(() => closing.abort(new Error('the job is over')), patienceMs);
      await sending;
      clearTimeout(timer);
      thrownAway += waiting.length;
      waiting = [];
      if (thrownAway > 0) logger.info({ traces: thrownAway }, 'traces were not sent');
    },
  };
}
