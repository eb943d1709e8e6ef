import { describe, expect, it } from 'vitest';
import { Incoming } from '../../src/myproxy/incoming.ts';

const certificate = Buffer.concat([Buffer.from([0x30, 0x81, 0x80]), Buffer.alloc(0x80, 7)]);
const small = Buffer.from([0x30, 0x02, 0x05, 0x00]);
const whole = Buffer.concat([Buffer.from('\0A=b\n\0'), Buffer.from([2]), certificate, small, Buffer.from('C=d\n\0')]);

async function read(incoming: Incoming) {
  return { text: await incoming.text(), certificates: await incoming.certificates(), last: await incoming.text() };
}

describe('what comes from a MyProxy server', () => {
  it('is the same, wherever it is cut', async () => {
    for (let cut = 0; cut <= whole.length; cut += 1) {
      const incoming = new Incoming();
      const reading = read(incoming);
      incoming.push(whole.subarray(0, cut));
      await Promise.resolve();
      incoming.push(whole.subarray(cut));
      expect(await reading).toEqual({ text: 'A=b\n', certificates: [certificate, small], last: 'C=d\n' });
    }
  });

  it('fails at its end wherever that comes, and never hangs', async () => {
    for (let cut = 0; cut < whole.length; cut += 1) {
      const incoming = new Incoming();
      incoming.push(whole.subarray(0, cut));
      incoming.end('end');
      await expect(read(incoming)).rejects.toThrow('in the middle of the conversation');
    }
  });

  it('ends in a result or an error, whatever byte is another', async () => {
    for (let at = 0; at < whole.length; at += 1) {
      for (const value of [0, 1, 0x30, 0x56, 0x80, 0x82, 0xff]) {
        const bytes = Buffer.from(whole);
        bytes[at] = value;
        const incoming = new Incoming();
        incoming.push(bytes);
        incoming.end('end');
        await read(incoming).catch((error: unknown) => expect(error).toBeInstanceOf(Error));
      }
    }
  });

  it('passes on why the connection broke, to whoever waits then or later', async () => {
    const incoming = new Incoming();
    const waiting = incoming.text();
    incoming.end(new Error('broken pipe'));
    await expect(waiting).rejects.toThrow('broken pipe');
    await expect(incoming.element()).rejects.toThrow('broken pipe');
  });
});
