import { constants } from 'node:buffer';
import { resolve } from 'node:path';
import { CapturedStream, spillPath, type CaptureOptions, type Captured } from './captured-stream.ts';
import type { CommandOptions, OutputTarget } from '../command.ts';
import type { FifoPool } from './fifo-pool.ts';
import type { OutputFiles } from './output-files.ts';
import type { OutputStream } from './output.ts';
import type { ChildEnd } from '../spawning/spawn.ts';

/** In memory, each stream, when the caller does not say. */
const defaultMaxOutputBytes = 8 * 2 ** 20;

/**
 * A command that is over soon and writes little is read now and then, and at its end. Watched from its start on, each
 * of its pipes would need a socket, and would wake us when the command closes it, a moment before it ends: that costs
 * more than the reading.
 */
const firstPollMs = 5;
const lastPollMs = 40;
/** Who has filled a quarter of a pipe by the first poll is going to fill it. */
const muchBytes = 16_384;

/** What a command's streams have become; `undefined` for those that were not collected. */
export type CapturedStreams = Readonly<Record<OutputStream, Captured | undefined>>;

/** Of a command that was never more than a shell, or not even that. */
export const nothingCaptured: CapturedStreams = { stdout: undefined, stderr: undefined };

/** What a command's output goes into. */
export interface OutputEnds {
  readonly fifos: FifoPool;
  /** Opened already; they are closed with the output. */
  readonly files: OutputFiles | undefined;
  /** Becomes part of spill files' names. */
  readonly name: string;
}

/** Where a command writes to. */
export class CommandOutput {
  readonly #options: CommandOptions;
  readonly #ends: OutputEnds;
  readonly #streams: Partial<Record<OutputStream, CapturedStream>> = {};
  readonly #childEnds: readonly [ChildEnd, ChildEnd];
  #watching: NodeJS.Timeout | undefined;

  /** Takes a pipe for each stream that is collected. Throws when there is none; then nothing is left open. */
  constructor(options: CommandOptions, ends: OutputEnds) {
    this.#options = options;
    this.#ends = ends;
    try {
      const stdout = this.#open('stdout');
      // Merged with an inherited stdout, stderr goes to our stdout too, not to our stderr.
      const merged = stdout === 'inherit' ? 1 : stdout;
      this.#childEnds = [stdout, options.stderr === 'merge' ? merged : this.#open('stderr')];
    } catch (error) {
      this.abandon();
      throw error;
    }
  }

  get childEnds(): readonly [ChildEnd, ChildEnd] {
    return this.#childEnds;
  }

  /** The command holds its ends. */
  begin(): void {
    this.#ends.files?.close();
    const collected = this.#collected();
    if (collected.length === 0) return;
    for (const stream of collected) stream.begin();
    this.#ends.fifos.openAhead(collected.length);
    this.#pollAfter(this.#options.onOutput === undefined ? firstPollMs : 0);
  }

  /** The command never came to be. */
  abandon(): void {
    this.#ends.files?.close();
    for (const stream of this.#collected()) stream.abandon();
  }

  /** Reads what has been written by this moment, without waiting; the answer is how much. */
  drain(): number {
    return this.#collected().reduce((bytes, stream) => bytes + stream.drain(), 0);
  }

  /** The last drain, and what was collected. Waits only for the disk, and only after a spill. */
  finish(): CapturedStreams | Promise<CapturedStreams> {
    clearTimeout(this.#watching);
    const stdout = this.#streams.stdout?.finish();
    const stderr = this.#streams.stderr?.finish();
    if (stdout instanceof Promise || stderr instanceof Promise) {
      return Promise.all([stdout, stderr]).then(([out, err]) => ({ stdout: out, stderr: err }));
    }
    return { stdout, stderr };
  }

  #open(stream: OutputStream): ChildEnd {
    const { fifos, files } = this.#ends;
    const target: OutputTarget | 'merge' = this.#options[stream] ?? 'collect';
    if (target === 'merge') return 'ignore';
    if (target === 'ignore' || target === 'inherit') return target;
    if (target !== 'collect') return files?.descriptorOf(resolve(target.file)) ?? 'ignore';
    const captured = new CapturedStream(fifos.take(), fifos, this.#captureOptions(stream));
    this.#streams[stream] = captured;
    return captured.childEnd;
  }

  #captureOptions(stream: OutputStream): CaptureOptions {
    const { spillDirectory, onOutput } = this.#options;
    const { name } = this.#ends;
    return {
      maxBytes: capacityOf(this.#options),
      spillPath: spillDirectory === undefined ? undefined : spillPath(resolve(spillDirectory), name, stream),
      onChunk: onOutput === undefined ? undefined : (chunk) => onOutput(chunk, stream),
    };
  }

  #pollAfter(pauseMs: number): void {
    this.#watching = setTimeout(() => {
      if (pauseMs > 0 && this.drain() < muchBytes && pauseMs < lastPollMs) return this.#pollAfter(2 * pauseMs);
      if (!this.#watch()) this.#pollAfter(lastPollMs);
    }, pauseMs);
  }

  /** False when no descriptor is free for it. */
  #watch(): boolean {
    try {
      for (const stream of this.#collected()) stream.watch();
      return true;
    } catch {
      return false;
    }
  }

  #collected(): CapturedStream[] {
    return Object.values(this.#streams);
  }
}

/** How much of a stream memory holds: at most what the caller says, and what Node can make one string, or one buffer, of. */
export function capacityOf({
  encoding,
  maxOutputBytes = defaultMaxOutputBytes,
}: Pick<CommandOptions, 'encoding' | 'maxOutputBytes'>): number {
  // A byte becomes a character at most; the line that marks a gap takes some more.
  const most = encoding === 'buffer' ? constants.MAX_LENGTH : constants.MAX_STRING_LENGTH - 100;
  return Math.min(maxOutputBytes, most);
}
