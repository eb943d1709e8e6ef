import { setTimeout as sleep } from 'node:timers/promises';
import { type Logger, PilotError } from '@panda-pilot/core';
import type { AccountClaim } from '@panda-pilot/glexec';

/** An account that payloads of one job run under, and no other payload of this node meanwhile. */
export interface LentAccount {
  readonly name: string;
  /** The job is over, and the account free for another. */
  readonly release: () => void;
}

/** The accounts that this pilot may start payloads as, which it shares with the other pilots of the node. */
export interface AccountPool {
  /**
   * The first that is free of `wanted`, of all of them when absent. While none is, those that this pilot has itself are
   * waited for, in the order of the calls, and those of others for a while. Rejects with GLEXEC_FAILED, or with the
   * signal's reason.
   */
  take(signal: AbortSignal, wanted?: readonly string[]): Promise<LentAccount>;
}

/** What a pool works with. */
export interface PoolDeps {
  /** Undefined while somebody else has it. */
  readonly claim: (account: string) => Promise<AccountClaim | undefined>;
  /** For how long an account is waited for that another pilot has. */
  readonly patienceMs: number;
  /** Between two looks whether others have given one back; seconds when absent. */
  readonly pauseMs?: number;
  readonly logger: Logger;
}

/** A call that waits for an account. */
interface Waiter {
  readonly wanted: readonly string[];
  give(account: LentAccount): void;
}

/** Makes it. What is released goes to who waits for it longest, without being anybody else's in between. */
export function createAccountPool(accounts: readonly string[], deps: PoolDeps): AccountPool {
  const { claim, logger, patienceMs, pauseMs = 2000 } = deps;
  const held = new Map<string, AccountClaim>();
  const waiting = new Set<Waiter>();

  const lend = (name: string): LentAccount => {
    let isOver = false;
    return {
      name,
      release: () => {
        if (isOver) return;
        isOver = true;
        const next = [...waiting].find(({ wanted }) => wanted.includes(name));
        if (next !== undefined) return next.give(lend(name));
        held.get(name)?.release();
        held.delete(name);
      },
    };
  };
  const firstFree = async (wanted: readonly string[]): Promise<LentAccount | undefined> => {
    for (const name of wanted) {
      if (held.has(name)) continue;
      const got = await claim(name);
      if (got === undefined) continue;
      held.set(name, got);
      return lend(name);
    }
    return undefined;
  };
  /** Undefined after the pause, or when `signal` is aborted. */
  const oneOfOurs = (wanted: readonly string[], signal: AbortSignal): Promise<LentAccount | undefined> =>
    new Promise((resolve) => {
      const pause = new AbortController();
      const end = (account?: LentAccount): void => {
        waiting.delete(waiter);
        pause.abort();
        resolve(account);
      };
      const waiter: Waiter = { wanted, give: end };
      waiting.add(waiter);
      const over = AbortSignal.any([signal, pause.signal]);
      void sleep(pauseMs * (0.5 + Math.random()), undefined, { signal: over }).then(
        () => end(),
        () => end(),
      );
    });

  return {
    async take(signal, wanted = accounts) {
      const until = performance.now() + patienceMs;
      for (let looks = 1; ; looks += 1) {
        signal.throwIfAborted();
        const free = await firstFree(wanted);
        if (free !== undefined) return free;
        if (performance.now() >= until && !wanted.some((name) => held.has(name))) throw allTaken(wanted);
        if (looks === 1) logger.info({ accounts: wanted }, 'every account has a payload; waiting for one');
        const given = await oneOfOurs(wanted, signal);
        if (given !== undefined) return given;
      }
    },
  };
}

function allTaken(wanted: readonly string[]): PilotError {
  return new PilotError(
    'GLEXEC_FAILED',
    `another pilot of this node has payloads under ${wanted.join(', ')}, or somebody keeps it from being claimed`,
    {
      hint: 'For the site: give the node an account for each of its slots (--payload-accounts); ss -uanp shows who has one',
    },
  );
}
