import { closeSync, constants, existsSync, openSync } from 'node:fs';
import type { Watchdog } from '../spawning/watchdog.ts';

/**
 * A true pipe. What `spawn` calls a pipe is a socket pair: `echo > /dev/stdout` fails on it, two streams cannot share one in exact order, and it
 * cannot be read to its last byte without waiting for every holder to close it.
 */
export interface Fifo {
  /** Opens it once more; it has no name, only a descriptor that counts neither as reader nor as writer. */
  readonly path: string;
  readonly readEnd: number;
  readonly writeEnd: number;
}

const stock = 16;
/** Each costs a descriptor while it is idle. */
const mostIdle = 64;

/** Pipes that are used again and again. The watchdog makes them; their names are gone before they are used, so that none can be left behind. */
export class FifoPool {
  readonly #watchdog: Watchdog;
  readonly #idle: string[] = [];
  #growing: Promise<void> | undefined;

  constructor(watchdog: Watchdog) {
    this.#watchdog = watchdog;
  }

  /** Makes the first names ready before anybody asks. */
  warm(): void {
    if (this.#idle.length === 0) this.#growing ??= this.#grow(stock);
  }

  /** A FIFO open at both ends: ours without blocking, the child's as a program expects it. Rejects when none can be made or opened. */
  async take(): Promise<Fifo> {
    let path = this.#idle.pop();
    while (path === undefined) {
      this.#growing ??= this.#grow(stock * 2);
      await this.#growing;
      path = this.#idle.pop();
    }
    return openBothEnds(path);
  }

  /** Takes one back whose ends are closed everywhere. */
  giveBack(path: string): void {
    if (this.#idle.length < mostIdle) this.#idle.push(path);
    else this.discard(path);
  }

  /** Forgets one that somebody still holds open. */
  discard(path: string): void {
    closeSync(descriptorOf(path));
  }

  async #grow(count: number): Promise<void> {
    try {
      await this.#watchdog.makeFifos(count, (name) => this.#idle.push(holdWithoutName(name)));
    } finally {
      this.#growing = undefined;
    }
  }
}

function openBothEnds(path: string): Fifo {
  const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return { path, readEnd, writeEnd: openSync(path, constants.O_WRONLY) };
  } catch (error) {
    closeSync(readEnd);
    throw error;
  }
}

/** O_PATH of Linux on every processor that Node runs on; Node has no name for it. */
const O_PATH = 0o10_000_000;
const descriptors = '/proc/self/fd/';

function holdWithoutName(name: string): string {
  const path = `${descriptors}${openSync(name, O_PATH)}`;
  if (existsSync(path)) return path;
  closeSync(descriptorOf(path));
  throw new Error('pipes need /proc/self/fd');
}

function descriptorOf(path: string): number {
  return Number(path.slice(descriptors.length));
}
