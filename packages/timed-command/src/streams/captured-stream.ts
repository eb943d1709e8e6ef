import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../errno.ts';
import type { Fifo, FifoPool } from './fifo-pool.ts';
import { FifoReader } from './fifo-reader.ts';
import { Collector, noOutput, type Output, type Overflow } from './output.ts';
import { Spill } from './spill.ts';

/** How one stream is captured. */
export interface CaptureOptions {
  readonly maxBytes: number;
  /** Where the stream goes whole when it exceeds `maxBytes`. */
  readonly spillPath: string | undefined;
  readonly onChunk: ((chunk: Buffer) => void) | undefined;
}

/** What became of one captured stream. */
export interface Captured extends Output {
  readonly spilledTo: string | undefined;
  /** Why that file is not whole. */
  readonly spillFailure: string | undefined;
}

/** One output stream on its way from the command into memory and, when it is long, into a file. */
export class CapturedStream {
  readonly #fifo: Fifo;
  readonly #pool: FifoPool;
  readonly #options: CaptureOptions;
  readonly #collector: Collector;
  readonly #reader: FifoReader;
  #spill: Spill | undefined;

  constructor(fifo: Fifo, pool: FifoPool, options: CaptureOptions) {
    const { maxBytes, spillPath } = options;
    this.#fifo = fifo;
    this.#pool = pool;
    this.#options = options;
    this.#collector = new Collector(maxBytes, spillPath === undefined ? undefined : this.#overflowTo(spillPath));
    this.#reader = new FifoReader(fifo.readEnd, (chunk) => this.#receive(chunk));
  }

  /** What the command gets as its descriptor. */
  get childEnd(): number {
    return this.#fifo.writeEnd;
  }

  /** The command holds its end: ours goes. */
  begin(): void {
    closeSync(this.#fifo.writeEnd);
  }

  /** From here on the stream is read as it fills. Throws when no descriptor is free. */
  watch(): void {
    this.#reader.watch();
  }

  /** The command never came to be. */
  abandon(): void {
    closeSync(this.#fifo.writeEnd);
    this.#pool.giveBack(this.#fifo.readEnd);
  }

  /** Reads what has been written by this moment, without waiting; the answer is how much. */
  drain(): number {
    const before = this.#collector.bytes;
    this.#reader.drain();
    return this.#collector.bytes - before;
  }

  /**
   * Drains for the last time; what anybody writes afterwards is lost to them (SIGPIPE). Waits only for the disk, and
   * only after a spill.
   */
  finish(): Captured | Promise<Captured> {
    const end = this.#reader.drain();
    this.#reader.unwatch();
    if (end === 'held-open') closeSync(this.#fifo.readEnd);
    else this.#pool.giveBack(this.#fifo.readEnd);
    if (this.#collector.bytes === 0) return noOutput;
    const output = this.#collector.output();
    const spill = this.#spill;
    if (spill === undefined) return { ...output, spilledTo: undefined, spillFailure: undefined };
    return spill.close().then((failure) => ({
      ...output,
      spilledTo: spill.path,
      spillFailure: failure === undefined ? undefined : codeOf(failure),
    }));
  }

  #receive(chunk: Buffer): void {
    this.#collector.add(chunk);
    this.#options.onChunk?.(Buffer.from(chunk));
  }

  /** The file comes into being with the first byte that memory does not hold. */
  #overflowTo(path: string): Overflow {
    const spill = (): Spill => (this.#spill ??= new Spill(path));
    return {
      add: (block) => {
        spill().add(block);
        if (!spill().congested) return;
        // The command waits for the disk, not our memory.
        this.#reader.pause();
        void spill()
          .settled()
          .then(() => this.#reader.resume());
      },
      get writtenBytes() {
        return spill().writtenBytes;
      },
    };
  }
}

/** The file that takes a stream whole; the name tells who wrote it. */
export function spillPath(directory: string, name: string, stream: string): string {
  return join(directory, `timed-command-${name}.${stream}`);
}
