/** Which of the two output streams. With `stderr: 'merge'` everything is `stdout`. */
export type OutputStream = 'stdout' | 'stderr';

/** What was collected of one stream. */
export interface Output {
  /** All of it, or its beginning and its end when there was more than memory may hold. */
  readonly head: Buffer;
  readonly tail: Buffer;
  /** How much the command wrote. */
  readonly bytes: number;
  /** How much is missing between `head` and `tail`. */
  readonly omittedBytes: number;
}

const blockBytes = 65_536;
const firstBlockBytes = 4096;

/**
 * Keeps at most `capacity` bytes (and a block): the first half as it comes, of the rest always the newest. Output is packed into blocks, so that
 * a million tiny writes take no more memory than one big one.
 */
export class Collector {
  readonly #capacity: number;
  readonly #overflow: ((block: Buffer) => void) | undefined;
  #block = Buffer.alloc(0);
  #used = 0;
  #head: Buffer[] = [];
  #headBytes = 0;
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #bytes = 0;
  #overflowing = false;

  /** `overflow` receives the whole output, from its first byte on, as soon as it exceeds the capacity. */
  constructor(capacityBytes: number, overflow?: (block: Buffer) => void) {
    this.#capacity = capacityBytes;
    this.#overflow = overflow;
  }

  /** Copies what it is given. */
  add(arrived: Uint8Array): void {
    this.#bytes += arrived.length;
    for (let from = 0; from < arrived.length;) {
      if (this.#used === this.#block.length) this.#renewBlock();
      const length = Math.min(arrived.length - from, this.#block.length - this.#used);
      this.#block.set(arrived.subarray(from, from + length), this.#used);
      this.#used += length;
      from += length;
    }
  }

  /** What is kept, in order. Nothing may be added afterwards. */
  output(): Output {
    this.#retire();
    const keptBytes = Math.min(this.#tailBytes, Math.max(0, this.#capacity - this.#headBytes));
    const tail = Buffer.concat(this.#tail).subarray(this.#tailBytes - keptBytes);
    return {
      head: Buffer.concat(this.#head),
      tail,
      bytes: this.#bytes,
      omittedBytes: this.#bytes - this.#headBytes - tail.length,
    };
  }

  #renewBlock(): void {
    this.#retire();
    this.#block = Buffer.allocUnsafeSlow(this.#bytes > firstBlockBytes ? blockBytes : firstBlockBytes);
    this.#used = 0;
  }

  #retire(): void {
    const full = this.#block.subarray(0, this.#used);
    this.#block = this.#block.subarray(this.#used);
    this.#used = 0;
    if (full.length === 0) return;
    this.#spill(full);
    const half = Math.ceil(this.#capacity / 2);
    const toHead = full.subarray(0, Math.max(0, half - this.#headBytes));
    if (toHead.length > 0) this.#head.push(toHead);
    this.#headBytes += toHead.length;
    const toTail = full.subarray(toHead.length);
    if (toTail.length > 0) this.#tail.push(toTail);
    this.#tailBytes += toTail.length;
    while (this.#tailBytes - (this.#tail[0]?.length ?? 0) > this.#capacity - half) {
      this.#tailBytes -= this.#tail.shift()?.length ?? 0;
    }
  }

  #spill(full: Buffer): void {
    if (this.#overflow === undefined || this.#bytes <= this.#capacity) return;
    if (!this.#overflowing) for (const block of [...this.#head, ...this.#tail]) this.#overflow(block);
    this.#overflowing = true;
    this.#overflow(full);
  }
}

/** Of a stream that was not collected. */
export const noOutput = {
  head: Buffer.alloc(0),
  tail: Buffer.alloc(0),
  bytes: 0,
  omittedBytes: 0,
  spilledTo: undefined,
  spillFailure: undefined,
} as const;

/** An output as text. Bytes that are not UTF-8 become U+FFFD, and a gap is marked by a line that says how much is missing. */
export function textOf({ head, tail, omittedBytes }: Output): string {
  if (omittedBytes === 0) return Buffer.concat([head, tail]).toString();
  return `${head.toString()}\n[... ${omittedBytes} bytes left out ...]\n${tail.toString()}`;
}

/** An output as bytes; a gap is not marked. */
export function bytesOf({ head, tail }: Output): Buffer {
  return Buffer.concat([head, tail]);
}
