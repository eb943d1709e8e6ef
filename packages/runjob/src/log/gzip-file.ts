import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** A file that is being compressed. */
export interface GzipFile {
  /** Takes the bytes before it resolves: the buffer may be used again. */
  write(bytes: Buffer): Promise<void>;
  /** Resolves when all is written. */
  end(): Promise<void>;
  /** Gives up, whatever is under way; what is in the file is of no use. */
  abandon(): Promise<void>;
}

/**
 * Pieces of this size are compressed by themselves, as members of one gzip file (RFC 1952, 2.2): several at once, off
 * the event loop.
 */
const pieceBytes = 2 * 1024 * 1024;
const piecesAtOnce = 3;
/** Output comes in one go as a rule. */
const settings = { level: 6, chunkSize: 512 * 1024 } as const;
const compress = promisify(gzip);

/** Makes the file at `path`, which may not exist, or is replaced. Uses a few MB whatever is written. */
export async function createGzipFile(path: string): Promise<GzipFile> {
  return new ParallelGzip(await open(path, 'w', 0o644));
}

type Piece = Buffer<ArrayBuffer>;

class ParallelGzip implements GzipFile {
  readonly #file: FileHandle;
  readonly #free: Piece[] = [];
  #piece: Piece = Buffer.allocUnsafe(pieceBytes);
  #filled = 0;
  #pieces = 0;
  /** Settles when the piece handed over last is in the file. */
  #written: Promise<unknown> = Promise.resolve();
  readonly #underWay: Promise<unknown>[] = [];

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async write(bytes: Buffer): Promise<void> {
    for (let from = 0; from < bytes.length;) {
      const taken = bytes.copy(this.#piece, this.#filled, from);
      from += taken;
      this.#filled += taken;
      if (this.#filled === pieceBytes) await this.#handOver();
    }
  }

  async end(): Promise<void> {
    if (this.#filled > 0 || this.#pieces === 0) await this.#handOver();
    await this.#written;
    await this.#file.close();
  }

  async abandon(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    await this.#file.close();
  }

  /** Waits when as many pieces are under way as may be. */
  async #handOver(): Promise<void> {
    const piece = this.#piece;
    const compressed = compress(piece.subarray(0, this.#filled), settings);
    this.#written = this.#append(compressed, { piece, before: this.#written });
    // Whoever waits for it hears of its failure; until then it is nobody's.
    this.#written.catch(() => undefined);
    this.#underWay.push(this.#written);
    this.#pieces += 1;
    if (this.#underWay.length >= piecesAtOnce) await this.#underWay.shift();
    this.#piece = this.#free.pop() ?? Buffer.allocUnsafe(pieceBytes);
    this.#filled = 0;
  }

  async #append(
    compressed: Promise<Buffer>,
    { before, piece }: { readonly before: Promise<unknown>; readonly piece: Piece },
  ): Promise<void> {
    const bytes = await compressed;
    this.#free.push(piece);
    await before;
    await this.#file.writeFile(bytes);
  }
}
