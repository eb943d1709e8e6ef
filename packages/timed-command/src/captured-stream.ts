import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from './errno.ts';
import type { Fifo, FifoPool } from './fifo-pool.ts';
import { FifoReader } from './fifo-reader.ts';
import { Collector, type Output } from './output.ts';
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
  readonly spillFailure: string | undefined;
}

/** One output stream on its way from the command into memory and, when it is long, into a file. */
export class CapturedStream {
  readonly #fifo: Fifo;
  readonly #pool: FifoPool;
  readonly #collector: Collector;
  readonly #spill: Spill | undefined;
  readonly #onChunk: ((chunk: Buffer) => void) | undefined;
  #reader: FifoReader | undefined;
  #spilled = false;

  constructor(fifo: Fifo, pool: FifoPool, options: CaptureOptions) {
    this.#fifo = fifo;
    this.#pool = pool;
    this.#spill = options.spillPath === undefined ? undefined : new Spill(options.spillPath);
    this.#collector = new Collector(
      options.maxBytes,
      this.#spill === undefined ? undefined : (block) => this.#overflow(block),
    );
    this.#onChunk = options.onChunk;
  }

  /** What the command gets as its descriptor. */
  get childEnd(): number {
    return this.#fifo.writeEnd;
  }

  /** The command holds its end: ours goes, and reading begins. */
  begin(): void {
    closeSync(this.#fifo.writeEnd);
    this.#reader = new FifoReader(this.#fifo.readEnd, (chunk) => this.#receive(chunk));
  }

  /** The command never came to be. */
  abandon(): void {
    closeSync(this.#fifo.writeEnd);
    closeSync(this.#fifo.readEnd);
    this.#pool.giveBack(this.#fifo.path);
  }

  /** Reads what has been written by this moment, without waiting. */
  drain(): void {
    this.#reader?.drain();
  }

  /** The last drain; what anybody writes afterwards is lost to them (SIGPIPE). */
  async finish(): Promise<Captured> {
    const end = this.#reader?.drain();
    this.#reader?.close();
    if (end === 'held-open') this.#pool.discard(this.#fifo.path);
    else this.#pool.giveBack(this.#fifo.path);
    const output = this.#collector.output();
    const failure = await this.#spill?.close();
    return {
      ...output,
      spilledTo: this.#spilled ? this.#spill?.path : undefined,
      spillFailure: failure === undefined ? undefined : codeOf(failure),
    };
  }

  #receive(chunk: Buffer): void {
    this.#collector.add(chunk);
    this.#onChunk?.(Buffer.from(chunk));
  }

  #overflow(block: Buffer): void {
    const spill = this.#spill;
    if (spill === undefined) return;
    this.#spilled = true;
    spill.add(block);
    if (!spill.congested) return;
    // The command waits for the disk, not our memory.
    this.#reader?.pause();
    void spill.settled().then(() => this.#reader?.resume());
  }
}

/** The file that takes a stream whole; the name tells who wrote it. */
export function spillPath(directory: string, name: string, stream: string): string {
  return join(directory, `timed-command-${name}.${stream}`);
}
