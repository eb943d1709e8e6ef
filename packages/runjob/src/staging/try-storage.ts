import { randomBytes, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Logger, type OutputFile, type Queuedata, reasonOf } from '@panda-pilot/core';
import { destinationOf, inOwnDirectory, type Mover, type TransferOptions } from '@panda-pilot/movers-core';
import { type MakeFetch, moverTools, siteMovers } from './site-movers.ts';

/** What a storage is tried with. */
export interface StorageTrial extends TransferOptions {
  readonly queuedata: Queuedata;
  readonly env: Readonly<Record<string, string>>;
  readonly logger: Logger;
  readonly makeFetch?: MakeFetch;
}

/** How far a small file came on its way to a storage and back. */
export interface RoundTrip {
  /** Where it was stored; absent when the queue does not say where. */
  readonly url?: string;
  /** What was done, and how long it took. */
  readonly steps: readonly { readonly step: TripStep; readonly ms: number }[];
  /** What could not be done, and why. The file is removed all the same, unless that is what failed. */
  readonly failure?: { readonly step: TripStep; readonly reason: string };
}

/** In this order. */
export type TripStep = 'find the place' | 'write' | 'look' | 'read' | 'remove';

/**
 * Stores one kilobyte at the queue's storage as a job of it would store an output, looks at it, fetches it again,
 * compares, and removes it. Nothing is left behind, there or here. Never rejects.
 */
export function tryStorage(copytool: string, trial: StorageTrial): Promise<RoundTrip> {
  return inOwnDirectory(undefined, (directory) => new Trip(copytool, trial).go(directory));
}

/** Where the file goes, and what moves it in either direction. */
interface Found {
  readonly url: URL;
  readonly mover: Mover;
  readonly reader: Mover;
}

/** One trip. */
class Trip {
  readonly #copytool: string;
  readonly #trial: StorageTrial;
  readonly #steps: { readonly step: TripStep; readonly ms: number }[] = [];
  #failure: RoundTrip['failure'];

  constructor(copytool: string, trial: StorageTrial) {
    this.#copytool = copytool;
    this.#trial = trial;
  }

  async go(directory: string): Promise<RoundTrip> {
    const { queuedata, env, makeFetch } = this.#trial;
    const movers = siteMovers(queuedata, moverTools(env, { makeFetch, scratch: directory }));
    const found = await this.#try('find the place', async () => ({
      url: destinationOf(trialFile(), { queuedata, production: true }),
      mover: await movers(this.#copytool, 'stage-out'),
      reader: await movers(this.#copytool, 'stage-in'),
    }));
    if (found !== undefined) await this.#toAndFro(found, directory);
    return {
      ...(found === undefined ? {} : { url: found.url.href }),
      steps: this.#steps,
      ...(this.#failure === undefined ? {} : { failure: this.#failure }),
    };
  }

  async #toAndFro({ mover, reader, url }: Found, directory: string): Promise<void> {
    const content = randomBytes(1024);
    const [source, copy] = [join(directory, 'source'), join(directory, 'copy')];
    await writeFile(source, content);
    await this.#try('write', () => mover.put(source, url, this.#trial));
    await this.#try('look', async () => {
      const { size } = await mover.stat(url, this.#trial);
      if (size !== content.length) throw new Error(`it has ${size} bytes there instead of ${content.length}`);
    });
    await this.#try('read', async () => {
      await reader.get(url, copy, this.#trial);
      if (!(await readFile(copy)).equals(content)) throw new Error('what comes back is not what was stored');
    });
    await this.#remove(mover, url);
  }

  /** Also what was stored by halves. */
  async #remove(mover: Mover, url: URL): Promise<void> {
    if (this.#failure === undefined) {
      await this.#try('remove', () => mover.remove(url, this.#trial));
      return;
    }
    const signal = AbortSignal.timeout(this.#trial.timeoutMs);
    await mover.remove(url, { ...this.#trial, signal }).catch(() => undefined);
  }

  /** After a failure nothing more is tried. */
  async #try<T>(step: TripStep, work: () => Promise<T>): Promise<T | undefined> {
    if (this.#failure !== undefined) return undefined;
    const startedAt = performance.now();
    try {
      const result = await work();
      this.#steps.push({ step, ms: performance.now() - startedAt });
      return result;
    } catch (error) {
      this.#failure = { step, reason: reasonOf(error) };
      return undefined;
    }
  }
}

/** The scope is everybody's for tests. */
function trialFile(): OutputFile {
  return { lfn: `panda-pilot-trial-${randomUUID()}`, scope: 'test', optional: false };
}
