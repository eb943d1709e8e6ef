import { closeSync, constants, existsSync, openSync } from 'node:fs';
import type { Watchdog } from '../spawning/watchdog.ts';

/**
 * A true pipe. What `spawn` calls a pipe is a socket pair: `echo > /dev/stdout` fails on it, two streams cannot share
 * one in exact order, and it cannot be read to its last byte without waiting for every holder to close it.
 */
export interface Fifo {
  /** Ours: reading does not block. */
  readonly readEnd: number;
  /** The child's: blocking, as a program expects it. */
  readonly writeEnd: number;
}

/** So many are made at once. */
const stock = 32;
/** Each costs a descriptor while it is idle. */
const mostIdle = 64;

/**
 * Pipes that are used again and again. The watchdog makes them; their names are gone before they are used, so that none
 * can be left behind.
 */
export class FifoPool {
  readonly #watchdog: Watchdog;
  /** Read ends, of pipes that nobody writes into. */
  readonly #idle: number[] = [];
  /** Open at both ends already. */
  readonly #open: Fifo[] = [];
  #growing: Promise<void> | undefined;

  constructor(watchdog: Watchdog) {
    this.#watchdog = watchdog;
  }

  /** Whether so many can be taken at once. */
  has(count: number): boolean {
    return this.#open.length + this.#idle.length >= count;
  }

  /** Makes more; whoever waits for them looks again whether there are enough. Rejects when none can be made. */
  async grow(): Promise<void> {
    this.#growing ??= this.#makeMore();
    await this.#growing;
  }

  /** One that is open at both ends. Throws when there is none, or when no descriptor is free. */
  take(): Fifo {
    return this.#open.pop() ?? this.#openIdle();
  }

  /** Does what `take` would do for the next command, while nobody waits. What fails is left to `take`. */
  openAhead(count: number): void {
    try {
      while (this.#open.length < count && this.#idle.length > 0) this.#open.push(this.#openIdle());
    } catch {
      // No descriptor is free: perhaps one is when it is needed.
    }
  }

  /** Takes the read end of one back that nobody holds any more: neither we nor anybody else can write into it. */
  giveBack(readEnd: number): void {
    this.#idle.push(readEnd);
    // Several, when a stock was made that nobody needed any more.
    for (const surplus of this.#idle.splice(mostIdle)) closeSync(surplus);
  }

  #openIdle(): Fifo {
    const readEnd = this.#idle.at(-1);
    if (readEnd === undefined) throw new Error('no pipe is ready');
    const writeEnd = openAgain(readEnd, constants.O_WRONLY);
    this.#idle.pop();
    return { readEnd, writeEnd };
  }

  async #makeMore(): Promise<void> {
    try {
      await this.#watchdog.makeFifos(stock, (name) => this.#idle.push(openWithoutName(name)));
    } finally {
      this.#growing = undefined;
    }
  }
}

/** Opens the pipe behind one of our descriptors once more: it has no name. */
export function openAgain(descriptor: number, flags: number): number {
  return openSync(pathOf(descriptor), flags);
}

function openWithoutName(name: string): number {
  const readEnd = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
  if (existsSync(pathOf(readEnd))) return readEnd;
  closeSync(readEnd);
  throw new Error('pipes need /proc/self/fd');
}

function pathOf(descriptor: number): string {
  return `/proc/self/fd/${descriptor}`;
}
