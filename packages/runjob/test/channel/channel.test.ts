import { Duplex, PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openChannel } from '../../src/channel/channel.ts';

const schema = z.object({ n: z.number() });

/** A stream that gives `chunks` to the reader and swallows what is written. */
function incoming(chunks: readonly (string | Buffer)[]): Duplex {
  const source = new PassThrough();
  for (const chunk of chunks) source.write(chunk);
  source.end();
  return Duplex.from({ readable: source, writable: new PassThrough().resume() });
}

function listen(stream: Duplex): Promise<{ messages: number[]; fault: Error | undefined }> {
  return new Promise((resolve) => {
    const messages: number[] = [];
    openChannel(stream, schema, {
      onMessage: ({ n }) => messages.push(n),
      onClosed: (fault) => resolve({ messages, fault }),
    });
  });
}

describe('a channel', () => {
  it('finds the messages however the bytes are cut', async () => {
    const text = '{"n":1}\n{"n":2}\n{"n":3}\n';
    for (let cut = 1; cut < text.length; cut += 1) {
      const { messages, fault } = await listen(incoming([text.slice(0, cut), text.slice(cut)]));
      expect({ messages, fault }).toEqual({ messages: [1, 2, 3], fault: undefined });
    }
  });

  it.each([['not json\n'], ['{"n":"1"}\n'], ['[]\n']])(
    'closes with a fault at %j, and hears nothing after it',
    async (text) => {
      const { messages, fault } = await listen(incoming(['{"n":1}\n', text, '{"n":2}\n']));
      expect(messages).toEqual([1]);
      expect(fault).toBeInstanceOf(Error);
    },
  );

  it('ignores what is said when the other end is gone', async () => {
    const stream = incoming([]);
    const closed = new Promise<void>((resolve) => {
      const channel = openChannel(stream, schema, {
        onMessage: () => undefined,
        onClosed: () => {
          channel.send({ n: 1 });
          resolve();
        },
      });
    });
    await closed;
  });
});
