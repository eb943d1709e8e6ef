import type { LogLine } from './log-line.ts';

/**
 * Merges logs, each in order of time, into one in order of time; at the same time the earlier log's lines come first.
 * Holds one line of each. A line that is older than the one before it in its own log (a clock that was set back) keeps
 * its place behind that one.
 */
export async function* mergeLines(logs: readonly AsyncIterable<LogLine>[]): AsyncGenerator<LogLine> {
  const readers = await Promise.all(logs.map((log) => start(log)));
  for (;;) {
    const next = readers.reduce<Reader | undefined>(
      (first, reader) =>
        reader.head !== undefined && (first?.head === undefined || reader.head.at < first.head.at) ? reader : first,
      undefined,
    );
    if (next?.head === undefined) return;
    yield next.head;
    await next.advance();
  }
}

interface Reader {
  head: LogLine | undefined;
  advance(): Promise<void>;
}

async function start(log: AsyncIterable<LogLine>): Promise<Reader> {
  const lines = log[Symbol.asyncIterator]();
  const reader: Reader = {
    head: undefined,
    async advance() {
      const { done, value } = await lines.next();
      reader.head = done === true ? undefined : value;
    },
  };
  await reader.advance();
  return reader;
}
