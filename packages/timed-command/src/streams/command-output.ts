import { closeSync, constants, open } from 'node:fs';
import { resolve } from 'node:path';
import { CapturedStream, spillPath, type CaptureOptions, type Captured } from './captured-stream.ts';
import type { CommandOptions, OutputTarget } from '../command.ts';
import type { FifoPool } from './fifo-pool.ts';
import type { OutputStream } from './output.ts';
import type { ChildEnd } from '../spawning/spawn.ts';

/** In memory, each stream, when the caller does not say. */
const defaultMaxOutputBytes = 8 * 2 ** 20;

/**
 * A command that is over soon and writes little is read now and then, and at its end. Watched from its start on, each of its pipes would need a
 * socket, and would wake us when the command closes it, a moment before it ends: that costs more than the reading.
 */
const firstPollMs = 5;
const lastPollMs = 40;
/** Who has filled a quarter of a pipe by the first poll is going to fill it. */
const muchBytes = 16_384;

/** What a command's streams have become; streams that were not collected are absent. */
export type CapturedStreams = Readonly<Partial<Record<OutputStream, Captured>>>;

/** Where a command writes to. */
export class CommandOutput {
  readonly #options: CommandOptions;
  readonly #files = new Map<string, number>();
  readonly #streams: Partial<Record<OutputStream, CapturedStream>> = {};
  #childEnds: readonly [ChildEnd, ChildEnd] = ['ignore', 'ignore'];
  #watching: NodeJS.Timeout | undefined;

  private constructor(options: CommandOptions) {
    this.#options = options;
  }

  /** Opens the files and pipes. Rejects when a file cannot be opened; then nothing is left open. `name` becomes part of spill files' names. */
  static async open(options: CommandOptions, fifos: FifoPool, name: string): Promise<CommandOutput> {
    const output = new CommandOutput(options);
    try {
      const stdout = await output.#open('stdout', fifos, name);
      // Merged with an inherited stdout, stderr goes to our stdout too, not to our stderr.
      const merged = stdout === 'inherit' ? 1 : stdout;
      output.#childEnds = [stdout, options.stderr === 'merge' ? merged : await output.#open('stderr', fifos, name)];
      return output;
    } catch (error) {
      output.abandon();
      throw error;
    }
  }

  get childEnds(): readonly [ChildEnd, ChildEnd] {
    return this.#childEnds;
  }

  /** The command holds its ends. */
  begin(): void {
    this.#closeFiles();
    for (const stream of this.#collected()) stream.begin();
    if (this.#collected().length > 0) this.#pollAfter(this.#options.onOutput === undefined ? firstPollMs : 0);
  }

  /** The command never came to be. */
  abandon(): void {
    this.#closeFiles();
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
      return Promise.all([stdout, stderr]).then(([out, err]) => ({
        ...(out && { stdout: out }),
        ...(err && { stderr: err }),
      }));
    }
    return { ...(stdout && { stdout }), ...(stderr && { stderr }) };
  }

  async #open(stream: OutputStream, fifos: FifoPool, name: string): Promise<ChildEnd> {
    const target: OutputTarget | 'merge' = this.#options[stream] ?? 'collect';
    if (target === 'merge') return 'ignore';
    if (target === 'ignore' || target === 'inherit') return target;
    if (target !== 'collect') return await this.#openFile(resolve(target.file));
    const captured = new CapturedStream(await fifos.take(), fifos, this.#captureOptions(stream, name));
    this.#streams[stream] = captured;
    return captured.childEnd;
  }

  /** Both streams may name one file: one open file keeps them from writing over each other. */
  async #openFile(path: string): Promise<number> {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW, O_NONBLOCK } = constants;
    // Without O_NONBLOCK a FIFO that nobody reads would hold a thread of ours for ever; libuv makes the child's copy blocking again.
    const descriptor = await openDescriptor(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK);
    this.#files.set(path, descriptor);
    return descriptor;
  }

  #captureOptions(stream: OutputStream, name: string): CaptureOptions {
    const { spillDirectory, onOutput, maxOutputBytes = defaultMaxOutputBytes } = this.#options;
    return {
      maxBytes: maxOutputBytes,
      spillPath: spillDirectory === undefined ? undefined : spillPath(resolve(spillDirectory), name, stream),
      onChunk: onOutput === undefined ? undefined : (chunk) => onOutput(chunk, stream),
    };
  }

  #pollAfter(pauseMs: number): void {
    this.#watching = setTimeout(() => {
      if (pauseMs > 0 && this.drain() < muchBytes && pauseMs < lastPollMs) return this.#pollAfter(2 * pauseMs);
      for (const stream of this.#collected()) stream.watch();
    }, pauseMs);
  }

  #collected(): CapturedStream[] {
    return Object.values(this.#streams);
  }

  #closeFiles(): void {
    for (const descriptor of this.#files.values()) closeSync(descriptor);
    this.#files.clear();
  }
}

/** A plain descriptor: a FileHandle would have to be closed asynchronously. */
function openDescriptor(path: string, flags: number): Promise<number> {
  return new Promise((resolve, reject) => {
    open(path, flags, 0o644, (error, descriptor) => (error === null ? resolve(descriptor) : reject(error)));
  });
}
