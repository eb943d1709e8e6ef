import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { Overflow } from './output.ts';

/** A file that receives a stream of any length without holding it in memory and without blocking the event loop. */
export class Spill implements Overflow {
  readonly path: string;
  #queue: Buffer[] = [];
  #queuedBytes = 0;
  #writtenBytes = 0;
  #writing: Promise<void> | undefined;
  #handle: FileHandle | undefined;
  #failure: unknown;

  constructor(path: string) {
    this.path = path;
  }

  /** Takes the chunk over. Nothing is awaited: `congested` tells when to stop reading. */
  add(chunk: Buffer): void {
    if (this.#failure !== undefined) return;
    this.#queue.push(chunk);
    this.#queuedBytes += chunk.length;
    this.#writing ??= this.#write();
  }

  get writtenBytes(): number {
    return this.#writtenBytes;
  }

  /** More is waiting than memory should hold (4 MiB). */
  get congested(): boolean {
    return this.#queuedBytes > 4 * 2 ** 20;
  }

  /** Resolves when nothing is waiting. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  /** Closes the file; the answer is what went wrong while writing (a full disk), or `undefined`. */
  async close(): Promise<unknown> {
    await this.#writing;
    await this.#handle?.close();
    return this.#failure;
  }

  async #write(): Promise<void> {
    try {
      this.#handle ??= await open(
        this.path,
        constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
        0o600,
      );
      while (this.#queue.length > 0) {
        const batch = this.#queue;
        this.#queue = [];
        await writeWhole(this.#handle, batch);
        this.#queuedBytes -= lengthOf(batch);
        this.#writtenBytes += lengthOf(batch);
      }
    } catch (error) {
      this.#failure = error;
      this.#queue = [];
      this.#queuedBytes = 0;
    } finally {
      this.#writing = undefined;
    }
  }
}

/** writev(2) takes 1024 buffers at most and may write less than it was given. */
async function writeWhole(handle: FileHandle, buffers: readonly Buffer[]): Promise<void> {
  for (let first = 0; first < buffers.length; first += 1000) {
    const batch = buffers.slice(first, first + 1000);
    const { bytesWritten } = await handle.writev(batch);
    if (bytesWritten < lengthOf(batch)) await handle.writeFile(Buffer.concat(batch).subarray(bytesWritten));
  }
}

function lengthOf(buffers: readonly Buffer[]): number {
  return buffers.reduce((sum, { length }) => sum + length, 0);
}
