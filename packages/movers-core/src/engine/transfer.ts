import { isPilotError, PilotError, redact } from '@panda-pilot/core';
import { accepts } from '../contract/accepts.ts';
import { moverErrorFrom } from '../contract/errno.ts';
import type { Mover } from '../contract/mover.ts';
import { isMoverError, type MoverError, type MoverErrorKind } from '../contract/mover-error.ts';
import { hintFor, pilotErrorFor } from '../contract/pilot-code.ts';
import { backOffDelayMs, type NextStep, nextStep, stepAsAsked } from './retry.ts';
import type { AttemptTimes, Direction, FailedAttempt } from './staging.ts';
import type { TransferContext } from './transfer-context.ts';

/** What is to be moved, and the ways that may lead there. */
export interface TransferSubject {
  readonly direction: Direction;
  readonly lfn: string;
  readonly totalBytes: number | undefined;
  /** Best first. */
  readonly copytools: readonly string[];
  readonly urls: readonly URL[];
  /** Of one copytool with one URL. */
  readonly tries: number;
}

/** A mover, and a URL that it accepts. */
interface Way {
  readonly mover: Mover;
  readonly url: URL;
}

/** One attempt to go a way. */
export interface Route extends Way {
  /** Notes that the bytes are moved. */
  readonly moved: () => AttemptTimes;
  readonly times: () => AttemptTimes;
  /** Passes on how far the mover is. */
  readonly onProgress: (bytes: number) => void;
}

/** Tries ways and retries them until one attempt delivers. Holds the state of one file's transfer. */
export class Transfer {
  private readonly subject: TransferSubject;
  private readonly context: TransferContext;
  private readonly failures: Failure[] = [];
  /** Movers that are of no use for this file, whatever the URL. */
  private readonly passedOver = new Set<Mover>();
  /** Places that are of no use, whatever the mover. */
  private readonly abandoned = new Set<URL>();
  /** Copytools that could not be loaded. */
  private readonly unloadable = new Set<string>();
  private attempts = 0;

  constructor(subject: TransferSubject, context: TransferContext) {
    this.subject = subject;
    this.context = context;
  }

  /** Everything that did not work, oldest first. */
  get failedAttempts(): readonly FailedAttempt[] {
    return this.failures.map(({ error, url, ...failure }) => ({
      ...failure,
      url: redact(url),
      message: redact(error.message),
    }));
  }

  /** Rejects with PilotError when every way failed, with `signal.reason` once aborted. */
  async run<Result>(attempt: (route: Route) => Promise<Result>): Promise<Result> {
    const { direction } = this.subject;
    this.requireWays();
    for await (const way of this.ways()) {
      const answer = await this.tryWay(way, attempt);
      if ('result' in answer) return answer.result;
      if (answer.next === 'give-up') break;
      if (answer.next === 'next-place') this.abandoned.add(way.url);
      // What keeps a copytool from one place need not keep it from the next.
      if (answer.next === 'next-copytool' && direction === 'stage-in') this.passedOver.add(way.mover);
    }
    throw this.verdict();
  }

  private requireWays(): void {
    const { copytools, urls, lfn } = this.subject;
    if (copytools.length === 0) {
      throw new PilotError('BAD_QUEUE_CONFIGURATION', 'the queue names no copytool', { details: { lfn } });
    }
    if (urls.length === 0) throw new PilotError('REPLICA_NOT_FOUND', lfn, { details: { lfn } });
  }

  /** A copytool is loaded only when those before it have failed. An output's own place comes before every other. */
  private async *ways(): AsyncGenerator<Way, void, undefined> {
    for (const { copytool, url } of this.order()) {
      if (this.abandoned.has(url)) continue;
      const mover = await this.load(copytool);
      if (mover !== undefined && accepts(mover, url) && !this.passedOver.has(mover)) yield { mover, url };
    }
  }

  private order(): readonly { readonly copytool: string; readonly url: URL }[] {
    const { direction, copytools, urls } = this.subject;
    return direction === 'stage-in'
      ? copytools.flatMap((copytool) => urls.map((url) => ({ copytool, url })))
      : urls.flatMap((url) => copytools.map((copytool) => ({ copytool, url })));
  }

  private async load(copytool: string): Promise<Mover | undefined> {
    if (this.unloadable.has(copytool)) return undefined;
    try {
      return await this.context.movers(copytool);
    } catch (error) {
      this.unloadable.add(copytool);
      const at = this.context.clock.now();
      this.note({ copytool, url: '', kind: 'tool-missing', error: asError(error), beganAt: at, endedAt: at });
      return undefined;
    }
  }

  private async tryWay<Result>(
    way: Way,
    attempt: (route: Route) => Promise<Result>,
  ): Promise<{ readonly result: Result } | { readonly next: NextStep }> {
    const { signal, clock, limits, random } = this.context;
    for (let failed = 1; ; failed++) {
      signal.throwIfAborted();
      const route = this.begin(way);
      let pauseMs: number;
      try {
        return { result: await attempt(route) };
      } catch (error) {
        signal.throwIfAborted();
        const { kind } = this.note({ ...failureOf(error, route), ...route.times(), endedAt: clock.now() });
        const { retryAfterMs = 0 } = isMoverError(error) ? error : {};
        const next = stepAsAsked(nextStep(this.subject.direction, kind), retryAfterMs, limits);
        if (next !== 'retry') return { next };
        if (failed >= this.subject.tries) return { next: 'next-url' };
        pauseMs = Math.max(retryAfterMs, backOffDelayMs(failed, limits, random));
      }
      await clock.sleep(pauseMs, signal);
    }
  }

  private begin(way: Way): Route {
    const { direction, lfn, totalBytes } = this.subject;
    const { clock, limits, onEvent } = this.context;
    const total = totalBytes === undefined ? {} : { totalBytes };
    const { name: copytool } = way.mover;
    this.attempts++;
    onEvent({
      type: 'transfer-started',
      direction,
      lfn,
      copytool,
      url: way.url.href,
      attempt: this.attempts,
      bytes: 0,
      ...total,
    });
    let told = { bytes: 0, at: clock.now() };
    const onProgress = (bytes: number): void => {
      if (bytes <= told.bytes || clock.now() - told.at < limits.progressIntervalMs) return;
      told = { bytes, at: clock.now() };
      onEvent({ type: 'transfer-progress', direction, lfn, bytes, ...total });
    };
    let times: AttemptTimes = { beganAt: clock.now() };
    const moved = (): AttemptTimes => (times = { ...times, movedAt: clock.now() });
    return { ...way, onProgress, moved, times: () => times };
  }

  private note(failure: Failure): Failure {
    this.failures.push(failure);
    const { copytool, url, kind, error } = failure;
    const bug = !isMoverError(error) && !isPilotError(error);
    this.context.logger.warn(
      { copytool, url: redact(url), kind, reason: redact(error.message), ...(bug ? { stack: error.stack } : {}) },
      'transfer attempt failed',
    );
    return failure;
  }

  /** The last failure that says something of the file decides; that a tool is missing or cannot do it says less. */
  private verdict(): PilotError {
    const telling = this.failures.findLast(({ kind }) => kind !== 'tool-missing' && kind !== 'unsupported');
    const failure = telling ?? this.failures.at(-1);
    if (failure === undefined) return this.noProtocol();
    const { error, kind, copytool, url } = failure;
    if (isPilotError(error)) return error;
    const { direction, lfn } = this.subject;
    const { algorithm, exitCode, file, tail } = error as Partial<MoverError>;
    const hint = hintFor(direction, kind, { file });
    return new PilotError(pilotErrorFor(direction, kind, { algorithm, file }), `${url || lfn}: ${error.message}`, {
      cause: error,
      ...(hint === undefined ? {} : { hint }),
      details: {
        lfn,
        copytool,
        url,
        attempts: this.attempts,
        ...(exitCode === undefined ? {} : { exitCode }),
        ...(tail === undefined ? {} : { tail }),
      },
    });
  }

  private noProtocol(): PilotError {
    const { copytools, urls, lfn } = this.subject;
    const schemes = [...new Set(urls.map(({ protocol }) => protocol))].join(' ');
    return new PilotError('NO_STORAGE_PROTOCOL', `${copytools.join(', ')} cannot reach ${schemes} (${lfn})`, {
      details: { lfn, schemes, copytools: copytools.join(',') },
    });
  }
}

/** Why an attempt failed. A PilotError stands for itself, everything else is known by its kind. */
interface Failure extends AttemptTimes {
  readonly copytool: string;
  readonly url: string;
  readonly kind: MoverErrorKind;
  readonly error: Error;
  readonly endedAt: number;
}

function failureOf(error: unknown, { mover, url }: Route): Omit<Failure, 'beganAt' | 'endedAt'> {
  const place = { copytool: mover.name, url: url.href };
  if (isMoverError(error)) return { ...place, kind: error.kind, error };
  if (isPilotError(error)) return { ...place, kind: 'unsupported', error };
  // A mover that throws anything else has a bug; the file's other ways are tried all the same.
  return { ...place, kind: moverErrorFrom(error, url.href).kind, error: asError(error) };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
