import { constants, readSync } from 'node:fs';
import { Socket } from 'node:net';
import { codeOf } from '../errno.ts';
import { openAgain } from './fifo-pool.ts';

/** Why a drain ended: every writer has closed its end, or somebody still holds it and has written no more. */
export type DrainEnd = 'closed' | 'held-open';

/** One buffer for all readers: libuv fills it, and what arrived is copied before anything else runs. */
const arrivals = Buffer.allocUnsafeSlow(65_536);

/** Nobody can make a pipe larger without privilege (fs.pipe-max-size), so that more than this is a writer that goes on writing. */
const largestPipeBytes = 2 ** 20;

/** Reads a FIFO to its last byte on demand and, once it is watched, as it fills. */
export class FifoReader {
  readonly #descriptor: number;
  readonly #receive: (chunk: Buffer) => void;
  #socket: Socket | undefined;

  /** The descriptor stays the caller's. `receive` must copy what it wants to keep. */
  constructor(descriptor: number, receive: (chunk: Buffer) => void) {
    this.#descriptor = descriptor;
    this.#receive = receive;
  }

  /**
   * From here on what arrives is read as soon as it arrives, through a descriptor more: a socket closes its own when
   * the pipe ends. Throws when no descriptor is free.
   */
  watch(): void {
    if (this.#socket !== undefined) return;
    const fd = openAgain(this.#descriptor, constants.O_RDONLY | constants.O_NONBLOCK);
    const onread = { buffer: arrivals, callback: this.#arrived };
    this.#socket = new Socket(Object.assign({ fd, readable: true, writable: false }, { onread }));
    this.#socket.on('error', () => this.#socket?.destroy());
    this.#socket.resume();
  }

  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    if (this.#socket?.destroyed === false) this.#socket.resume();
  }

  /** Reads what has been written by this moment. Waits for nobody: who still holds the FIFO is not asked for an end. */
  drain(): DrainEnd {
    for (let bytes = 0; bytes <= largestPipeBytes;) {
      const length = readNow(this.#descriptor);
      if (length === 'empty') return 'held-open';
      if (length === 0) return 'closed';
      this.#receive(arrivals.subarray(0, length));
      bytes += length;
    }
    return 'held-open';
  }

  /** Reads no more by itself. */
  unwatch(): void {
    this.#socket?.destroy();
  }

  readonly #arrived = (length: number): boolean => {
    this.#receive(arrivals.subarray(0, length));
    return true;
  };
}

function readNow(descriptor: number): number | 'empty' {
  try {
    return readSync(descriptor, arrivals, 0, arrivals.length, null);
  } catch (error) {
    if (codeOf(error) === 'EAGAIN') return 'empty';
    throw error;
  }
}
