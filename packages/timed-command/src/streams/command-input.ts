import { closeSync, constants, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { codeOf } from '../errno.ts';
import type { CommandOptions } from '../command.ts';
import { openAgain, type FifoPool } from './fifo-pool.ts';
import type { ChildEnd } from '../spawning/spawn.ts';

/** What the command reads from. */
export interface CommandInput {
  /** For `spawn`: a descriptor, or one of its words. */
  readonly childEnd: ChildEnd;
  /**
   * The command holds its end: feed it. Resolves when it has everything or wants no more; rejects when a stream given
   * as input fails.
   */
  begin(): Promise<void>;
  /** The command has ended, or never came to be: nobody reads any more. */
  finish(): void;
}

/** Opens what the command is to read; text and streams take a pipe. */
export function openInput(stdin: CommandOptions['stdin'], fifos: FifoPool): CommandInput {
  if (stdin === undefined || stdin === 'ignore') return unfed('ignore');
  if (stdin === 'inherit') return unfed('inherit');
  return fed(typeof stdin === 'string' ? Buffer.from(stdin) : stdin, fifos);
}

function unfed(childEnd: 'ignore' | 'inherit'): CommandInput {
  return { childEnd, begin: () => Promise.resolve(), finish: () => undefined };
}

/** The pipe is not given back: whoever still reads from it would take what the next command writes. */
function fed(source: Uint8Array | Readable, fifos: FifoPool): CommandInput {
  const { readEnd, writeEnd } = fifos.take();
  closeSync(writeEnd);
  const feedEnd = openAgain(readEnd, constants.O_WRONLY | constants.O_NONBLOCK);
  let socket: Socket | undefined;
  let readEndIsOpen = true;
  const closeReadEnd = (): void => {
    if (readEndIsOpen) closeSync(readEnd);
    readEndIsOpen = false;
  };
  const begin = async (): Promise<void> => {
    closeReadEnd();
    const rest = source instanceof Readable ? source : writeAtOnce(feedEnd, source);
    socket = new Socket({ fd: feedEnd, readable: false, writable: true });
    await feed(rest, socket);
  };
  let finished = false;
  const finish = (): void => {
    if (finished) return;
    finished = true;
    if (socket === undefined) {
      closeReadEnd();
      closeSync(feedEnd);
    } else socket.destroy();
  };
  return { childEnd: readEnd, begin, finish };
}

/** A pipe takes 64 KiB before anybody reads: mostly that is all. The answer is what did not fit. */
function writeAtOnce(descriptor: number, bytes: Uint8Array): Readable {
  try {
    return Readable.from([bytes.subarray(writeSync(descriptor, bytes))], { objectMode: false });
  } catch (error) {
    // EPIPE: the command has ended already; the pipeline finds out once more, and knows what that means.
    if (!['EAGAIN', 'EPIPE'].includes(codeOf(error))) throw error;
    return Readable.from([bytes], { objectMode: false });
  }
}

function feed(source: Readable, socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    pipeline(source, socket, (error) => {
      // The command may end, or close its input, before it has read everything: `head` does.
      if (error === null || error === undefined || isDisinterest(codeOf(error))) resolve();
      else reject(error);
    });
  });
}

function isDisinterest(code: string): boolean {
  return ['EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED'].includes(code);
}
