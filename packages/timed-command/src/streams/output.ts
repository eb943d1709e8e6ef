/** Which of the two output streams. With `stderr: 'merge'` everything is `stdout`. */
export type OutputStream = 'stdout' | 'stderr';

/** What was collected of one stream, in pieces. */
export interface Output {
  /** All of it, or its beginning when there was more than memory may hold. */
  readonly head: readonly Buffer[];
  /** Its end. */
  readonly tail: readonly Buffer[];
  /** How much the command wrote. */
  readonly bytes: number;
  /** How much is missing between `head` and `tail`. */
  readonly omittedBytes: number;
}

/** What receives the whole output, from its first byte on, as soon as it exceeds the capacity. */
export interface Overflow {
  /** Takes a block that will not change until it has been written. */
  add(block: Buffer): void;
  /** How much of what was added is not needed any more. */
  readonly writtenBytes: number;
}

const blockBytes = 65_536;
/** Small enough for the pool that Node cuts small buffers from. */
const firstBlockBytes = 2048;
const nothing: Buffer = Buffer.alloc(0);

interface Block {
  readonly bytes: Buffer;
  /** How much of the output ends with it. */
  readonly end: number;
}

/**
 * Keeps at most `capacity` bytes (and a block): the first half as it comes, of the rest always the newest. Output is
 * packed into blocks, so that a million tiny writes take no more memory than one big one, and blocks that are left
 * behind are filled again, so that nothing waits for the garbage collector.
 */
export class Collector {
  readonly #capacity: number;
  readonly #overflow: Overflow | undefined;
  readonly #spare: Buffer[] = [];
  #block: Buffer = nothing;
  #used = 0;
  #head: Block[] = [];
  #headBytes = 0;
  #tail: Block[] = [];
  #tailBytes = 0;
  #bytes = 0;
  #overflowing = false;

  constructor(capacityBytes: number, overflow?: Overflow) {
    this.#capacity = capacityBytes;
    this.#overflow = overflow;
  }

  /** How much has been added so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Copies what it is given. */
  add(arrived: Uint8Array): void {
    for (let from = 0; from < arrived.length;) {
      if (this.#used === this.#block.length) this.#renewBlock();
      const length = Math.min(arrived.length - from, this.#block.length - this.#used);
      this.#block.set(length === arrived.length ? arrived : arrived.subarray(from, from + length), this.#used);
      this.#used += length;
      this.#bytes += length;
      from += length;
    }
  }

  /** What is kept, in order. Nothing may be added afterwards. */
  output(): Output {
    this.#retire();
    const surplus = this.#headBytes + this.#tailBytes - Math.max(this.#capacity, this.#headBytes);
    const tail = this.#tail.map(({ bytes }) => bytes);
    const [oldest] = tail;
    if (oldest !== undefined && surplus > 0) tail[0] = oldest.subarray(surplus);
    const omittedBytes = this.#bytes - this.#headBytes - this.#tailBytes + Math.max(0, surplus);
    return { head: this.#head.map(({ bytes }) => bytes), tail, bytes: this.#bytes, omittedBytes };
  }

  #renewBlock(): void {
    this.#retire();
    this.#block =
      this.#bytes === 0
        ? Buffer.allocUnsafe(firstBlockBytes)
        : (this.#spare.pop() ?? Buffer.allocUnsafeSlow(blockBytes));
    this.#used = 0;
  }

  #retire(): void {
    const bytes = this.#block.subarray(0, this.#used);
    this.#block = nothing;
    this.#used = 0;
    if (bytes.length === 0) return;
    this.#pass(bytes);
    const half = Math.ceil(this.#capacity / 2);
    const room = Math.max(0, half - this.#headBytes);
    if (room >= bytes.length) {
      this.#head.push({ bytes, end: this.#bytes });
      this.#headBytes += bytes.length;
      return;
    }
    if (room > 0) this.#head.push({ bytes: bytes.subarray(0, room), end: this.#bytes });
    this.#headBytes += room;
    this.#tail.push({ bytes: room > 0 ? bytes.subarray(room) : bytes, end: this.#bytes });
    this.#tailBytes += bytes.length - room;
    while (this.#tail.length > 0 && this.#tailBytes - (this.#tail[0]?.bytes.length ?? 0) >= this.#capacity - half) {
      this.#dropOldest();
    }
  }

  #dropOldest(): void {
    const oldest = this.#tail.shift();
    if (oldest === undefined) return;
    this.#tailBytes -= oldest.bytes.length;
    const free = this.#overflow === undefined || this.#overflow.writtenBytes >= oldest.end;
    if (free && oldest.bytes.length === blockBytes) this.#spare.push(oldest.bytes);
  }

  #pass(bytes: Buffer): void {
    if (this.#overflow === undefined || this.#bytes <= this.#capacity) return;
    if (!this.#overflowing) for (const block of [...this.#head, ...this.#tail]) this.#overflow.add(block.bytes);
    this.#overflowing = true;
    this.#overflow.add(bytes);
  }
}

/** Of a stream that was not collected, and of a silent one. */
export const noOutput = {
  head: [],
  tail: [],
  bytes: 0,
  omittedBytes: 0,
  spilledTo: undefined,
  spillFailure: undefined,
} as const;

/** An output as text. Bytes that are not UTF-8 become U+FFFD, and a gap is marked by a line that says how much is missing. */
export function textOf(output: Output): string {
  if (output.bytes === 0) return '';
  if (output.omittedBytes === 0) return bytesOf(output).toString();
  const { head, tail, omittedBytes } = output;
  return `${Buffer.concat(head).toString()}\n[... ${omittedBytes} bytes left out ...]\n${Buffer.concat(tail).toString()}`;
}

/** An output as bytes; a gap is not marked. */
export function bytesOf({ head, tail }: Output): Buffer {
  const [first, ...others] = [...head, ...tail];
  return first !== undefined && others.length === 0 ? first : Buffer.concat([...head, ...tail]);
}
