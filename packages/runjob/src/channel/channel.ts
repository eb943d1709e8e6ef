import type { Duplex } from 'node:stream';
import type { z } from 'zod';

/** One end of the line between agent and runjob: JSON lines, checked on arrival. */
export interface Channel<Out> {
  /** Never throws and never waits: when the other end is gone, what is said is lost. */
  send(message: Out): void;
  close(): void;
}

/** What is done with what the other end says. */
export interface ChannelHandlers<In> {
  onMessage(message: In): void;
  /** The other end is gone, or what it says is not our language; called once. */
  onClosed(fault?: Error): void;
}

/** Longest line that is taken in; a report of a job with 10,000 outputs has about 3 MB. */
const longestLine = 64 * 1024 * 1024;

/** Speaks over `stream`; what arrives must satisfy `schema`. */
export function openChannel<In, Out>(
  stream: Duplex,
  schema: z.ZodType<In>,
  handlers: ChannelHandlers<In>,
): Channel<Out> {
  let closed = false;
  const close = (fault?: Error): void => {
    if (closed) return;
    closed = true;
    stream.destroy();
    handlers.onClosed(fault);
  };
  const take = lineReader((line) => {
    const message = parseMessage(schema, line);
    if (message instanceof Error) close(message);
    else if (!closed) handlers.onMessage(message.value);
  }, close);
  stream.on('data', take);
  stream.once('end', () => close());
  stream.once('close', () => close());
  stream.once('error', () => close()); // EPIPE, ECONNRESET: the other end has died
  return {
    send(message) {
      if (!closed && stream.writable) stream.write(`${JSON.stringify(message)}\n`);
    },
    close: () => {
      closed = true;
      stream.end();
    },
  };
}

function parseMessage<In>(schema: z.ZodType<In>, line: string): { readonly value: In } | Error {
  try {
    return { value: schema.parse(JSON.parse(line)) };
  } catch (error) {
    return new Error(`not a message: ${line.slice(0, 200)}`, { cause: error });
  }
}

function lineReader(onLine: (line: string) => void, onFault: (fault: Error) => void): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let held = 0;
  return (chunk) => {
    let rest = chunk;
    for (let end = rest.indexOf(0x0a); end >= 0; end = rest.indexOf(0x0a)) {
      const line = Buffer.concat([...parts, rest.subarray(0, end)]).toString();
      parts = [];
      held = 0;
      rest = rest.subarray(end + 1);
      onLine(line);
    }
    if (rest.length > 0) parts.push(rest);
    held += rest.length;
    if (held > longestLine) onFault(new Error(`a line of more than ${longestLine} bytes`));
  };
}
