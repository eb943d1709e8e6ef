import { constants, fstatSync, openSync, writeSync } from 'node:fs';

/** A reader that is this far behind, in bytes, loses what is said next. */
const mostOwed = 1024 ** 2;

/** How often a reader that is behind is tried again, and for how long at the end of the process. */
const retryMs = 100;
const partingMs = 500;

/**
 * Writes to the pipe `fd` without ever waiting for its reader: Node waits, for ever if need be, and then neither
 * signals nor jobs are looked after. Undefined for what is no pipe, has no reader, or is not ours to open.
 */
export function unhurriedPipe(fd: number): UnhurriedPipe | undefined {
  const { O_NONBLOCK, O_WRONLY } = constants;
  try {
    // Not as numbers: Node's realpath, and so its loader, takes those of a pipe for its own next (seen with 20.20).
    if (!fstatSync(fd, { bigint: true }).isFIFO()) return undefined;
    // An open file of our own: others who write to this pipe go on as they are used to.
    return new UnhurriedPipe(openSync(`/proc/self/fd/${fd}`, O_WRONLY | O_NONBLOCK));
  } catch {
    return undefined; // it is written to as Node does
  }
}

/** What is said is written at once, or when its reader goes on; the file lasts as long as the process. */
class UnhurriedPipe {
  readonly #fd: number;
  #owed: Buffer = Buffer.alloc(0);
  #timer: NodeJS.Timeout | undefined;

  constructor(fd: number) {
    this.#fd = fd;
    process.once('exit', () => this.#part());
  }

  write(text: string): void {
    const said = Buffer.from(text);
    if (this.#owed.length + said.length > mostOwed) return;
    this.#owed = Buffer.concat([this.#owed, said]);
    this.#pay();
  }

  #pay(): void {
    try {
      while (this.#owed.length > 0) this.#owed = this.#owed.subarray(writeSync(this.#fd, this.#owed));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) this.#owed = Buffer.alloc(0);
      else this.#payLater();
    }
  }

  #payLater(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#pay();
    }, retryMs).unref();
  }

  #part(): void {
    const nobody = new Int32Array(new SharedArrayBuffer(4));
    const endsAt = performance.now() + partingMs;
    for (this.#pay(); this.#owed.length > 0 && performance.now() < endsAt; this.#pay()) Atomics.wait(nobody, 0, 0, 10);
  }
}
