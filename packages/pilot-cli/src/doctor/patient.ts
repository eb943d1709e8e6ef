import { resolve } from 'node:path';
import { type Logger, PilotError, type Queuedata, silentLogger } from '@panda-pilot/core';
import { runCommand } from '@panda-pilot/timed-command';
import type { Settings } from '../config/settings.ts';
import { findQueue } from '../queue/compose-queue.ts';
import { addressesOf } from './addresses.ts';
import type { ShortCommand } from './short-command.ts';

/** A setting that has no default. */
export type Need = 'url' | 'queue';

/** A node with the settings of a pilot, as the checks look at it. What several of them need is found once. */
export interface Patient {
  readonly settings: Settings;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Absolute; need not exist. */
  readonly workdir: string;
  /** Whether files may be written to storages. */
  readonly write: boolean;
  readonly logger: Logger;
  /** The check's time is over. */
  readonly signal: AbortSignal;
  /** Rejects with the PilotError that a pilot would end with. */
  readonly queuedata: () => Promise<Queuedata>;
  /** Addresses of a host as the system finds them; rejects when it finds none. */
  readonly addresses: (host: string) => Promise<readonly string[]>;
  /** Whatever hangs in it is ended with the check. */
  readonly run: ShortCommand;
}

/** What a patient is made of. */
export interface PatientFacts extends Pick<Patient, 'settings' | 'cwd' | 'env' | 'write'> {
  /** For every check. */
  readonly boundMs: number;
  /** What is not given, so that `settings` has something else in its place. */
  readonly absent?: readonly Need[];
}

/** The patient for one check after the other: each gets its own signal. */
export function admit({
  settings,
  cwd,
  env,
  write,
  boundMs,
  absent = [],
}: PatientFacts): (signal: AbortSignal) => Patient {
  const workdir = resolve(cwd, settings.workdir ?? '.');
  let queue: Promise<Queuedata> | undefined;
  const hosts = new Map<string, Promise<readonly string[]>>();
  const run = (signal: AbortSignal): ShortCommand => {
    const bounds = { cwd: '/', timeoutMs: boundMs, graceMs: 200, signal };
    return (file, args, given = { PATH: env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' }) =>
      runCommand(file, args, { ...bounds, env: given });
  };
  return (signal) => ({
    settings,
    cwd,
    env,
    workdir,
    write,
    logger: silentLogger,
    signal,
    run: run(signal),
    queuedata: () => {
      if (absent.includes('queue')) return Promise.reject(new PilotError('QUEUEDATA', 'no queue is named'));
      // Asked once, quickly, and not kept: a doctor leaves no file behind.
      const quick = { ...settings, serverTimeout: boundMs / 1000 - 1, queuedataValidity: 0 };
      queue ??= findQueue(quick, { cwd, workdir, logger: silentLogger, rounds: 1 }).then(({ queuedata }) => queuedata);
      return queue;
    },
    addresses: (host) => {
      const known = hosts.get(host) ?? addressesOf(host, run(AbortSignal.timeout(boundMs - 500)));
      hosts.set(host, known);
      return known;
    },
  });
}
