import { closeSync, constants, openSync, rmSync } from 'node:fs';
import type { Watchdog } from '../spawning/watchdog.ts';

/**
 * A true pipe. What `spawn` calls a pipe is a socket pair: `echo > /dev/stdout` fails on it, two streams cannot share one in exact order, and it
 * cannot be read to its last byte without waiting for every holder to close it.
 */
export interface Fifo {
  readonly path: string;
  readonly readEnd: number;
  readonly writeEnd: number;
}

const stock = 16;

/** Named pipes that are used again and again; the names live in the directory of the watchdog, which makes them. */
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

  /** Takes a name back whose ends are closed everywhere. */
  giveBack(path: string): void {
    this.#idle.push(path);
  }

  /** Forgets a name that somebody still holds open. */
  discard(path: string): void {
    rmSync(path, { force: true });
  }

  async #grow(count: number): Promise<void> {
    try {
      this.#idle.push(...(await this.#watchdog.makeFifos(count)));
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
