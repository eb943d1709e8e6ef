import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@panda-pilot/core';
import { readProxyFile, replaceCredentialFile } from '@panda-pilot/credentials';
import type { UserProxy } from '@panda-pilot/glexec';

/** How a proxy in a file is kept from ending. */
export interface Renewal {
  /** The file: its readers find the old proxy or the new one, whole. */
  readonly path: string;
  readonly fetch: () => Promise<UserProxy>;
  /** The file has a new proxy. */
  readonly onRenewed: () => void;
  readonly logger: Logger;
  /** Between two attempts at least, and the longer the more is left; a minute when absent. */
  readonly pauseMs?: number;
}

/** A proxy is renewed when it has less than this left, or half of what it had. */
const renewBeforeMs = 2 * 3_600_000;
/** Clocks may be set: a long wait is a row of shorter ones. */
const longestWaitMs = 3_600_000;

/** Asks once, now, for another proxy if the one that is there has ended. Never rejects, as {@link keepRenewed} does not. */
export async function renewIfEnded(renewal: Renewal): Promise<void> {
  const expiresAt = await endOf(renewal.path);
  if (expiresAt.getTime() <= Date.now()) await attempt(renewal, expiresAt);
}

/**
 * Renews the proxy in good time, again and again, until `signal` is aborted. Never rejects: a renewal that fails, or
 * gives a proxy that lasts no longer, is tried again later, and the payload keeps what it has.
 */
export async function keepRenewed(renewal: Renewal, signal: AbortSignal): Promise<void> {
  const { path, pauseMs = 60_000 } = renewal;
  let expiresAt = await endOf(path);
  let dueAt = dueFor(expiresAt);
  while (!signal.aborted) {
    const waitMs = Math.max(0, Math.min(longestWaitMs, dueAt - Date.now()));
    await sleep(waitMs, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted || Date.now() < dueAt) continue;
    const renewedTo = await attempt(renewal, expiresAt);
    expiresAt = renewedTo ?? expiresAt;
    // Those who give proxies are asked by every job of the grid: while much is left, seldom.
    const leftMs = expiresAt.getTime() - Date.now();
    dueAt = Math.max(Date.now() + Math.max(pauseMs, leftMs / 10), renewedTo === undefined ? 0 : dueFor(renewedTo));
  }
}

/** The end of the new proxy; undefined when there is none. */
async function attempt(renewal: Renewal, expiresAt: Date): Promise<Date | undefined> {
  try {
    return await renew(renewal, expiresAt);
  } catch (error) {
    renewal.logger.warn({ err: error, expiresAt }, 'the proxy of the owner could not be renewed');
    return undefined;
  }
}

/** What is not there, or is none, has ended long ago. */
async function endOf(path: string): Promise<Date> {
  return await readProxyFile(path).then(
    ({ expiresAt }) => expiresAt,
    () => new Date(0),
  );
}

function dueFor(expiresAt: Date): number {
  const leftMs = expiresAt.getTime() - Date.now();
  return expiresAt.getTime() - Math.min(renewBeforeMs, leftMs / 2);
}

async function renew({ path, fetch, logger, onRenewed }: Renewal, before: Date): Promise<Date> {
  const { proxy, text } = await fetch();
  if (proxy.expiresAt.getTime() <= before.getTime()) throw new Error('the new proxy lasts no longer than the old one');
  await replaceCredentialFile(path, text);
  logger.info({ expiresAt: proxy.expiresAt }, 'the proxy of the owner is renewed');
  onRenewed();
  return proxy.expiresAt;
}
