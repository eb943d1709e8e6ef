import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '@panda-pilot/core';
import type { DamagedReplica } from '@panda-pilot/movers-core';
import type { Catalogues } from './catalogues.ts';

/** Tells the catalogue of replicas that are not what it says. Nothing waits for it. */
export interface Declarations {
  /** Returns at once, and never throws; each replica is told of once. */
  declare(damaged: readonly DamagedReplica[]): void;
  /** Waits for what is under way, two seconds at most. */
  close(): Promise<void>;
}

/** How long the end of a job may wait for a catalogue that does not answer. */
const patienceMs = 2_000;

/** Makes them; without a catalogue that takes any it does nothing. */
export function openDeclarations({ suspect }: Pick<Catalogues, 'suspect'>, logger: Logger): Declarations {
  const told = new Set<string>();
  const stop = new AbortController();
  let last: Promise<void> = Promise.resolve();
  const tell = async (damaged: readonly DamagedReplica[]): Promise<void> => {
    try {
      const unknown = await suspect?.(damaged, { signal: stop.signal });
      const lfns = damaged.map(({ lfn }) => lfn);
      logger.info({ lfns, ...(unknown?.length === 0 ? {} : { unknown }) }, 'replicas declared suspicious');
    } catch (error) {
      logger.warn({ err: error }, 'damaged replicas could not be declared');
    }
  };
  return {
    declare(damaged) {
      const fresh = damaged.filter(({ url }) => !told.has(url));
      if (suspect === undefined || fresh.length === 0) return;
      for (const { url } of fresh) told.add(url);
      last = Promise.all([last, tell(fresh)]).then(() => undefined);
    },
    async close() {
      const enough = new AbortController();
      await Promise.race([last, wait(patienceMs, undefined, { signal: enough.signal }).catch(() => undefined)]);
      enough.abort();
      stop.abort(new Error('the job is over'));
      await last;
    },
  };
}
