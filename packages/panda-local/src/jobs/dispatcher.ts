import type { Logger } from '@panda-pilot/core';
import { type AdderPlugin, judge } from './adder.ts';
import type { Clock } from '../clock.ts';
import { awaitsAdder, databaseTime, isFinal, type JobRecord, withColumns, withStatus } from './job-record.ts';
import type { JobStore } from './job-store.ts';
import { applyKill } from './kill-rules.ts';
import { type JobRequest, selectJobs } from './selection.ts';
import { parseSubmittedJob } from './submitted-job.ts';
import { applyUpdate, type JobUpdate, type UpdateOutcome } from './update-rules.ts';
import { createJobRecord } from './wire-job.ts';

/** How a dispatcher goes about it. */
export interface DispatcherOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly plugin: AdderPlugin;
  /** `manual`: final reports wait in holding until `runAdder`. */
  readonly adder: 'immediate' | 'manual';
  /** Status of a queue by its name; a queue in `test` gives test jobs only. */
  readonly queueStatus: Readonly<Record<string, string>>;
}

/** The jobs and what happens to them: the pure rules applied to the store, and those who wait for an end told of it. */
export class Dispatcher {
  readonly #store: JobStore;
  readonly #options: DispatcherOptions;
  readonly #waiting = new Set<Waiter>();

  constructor(store: JobStore, options: DispatcherOptions) {
    this.#store = store;
    this.#options = options;
    // A server killed between a final report and its verdict finds the report here.
    if (options.adder === 'immediate') this.runAdder();
  }

  /** Takes a `SubmittedJob`; throws one Error that names every mistake of anything else. */
  submit(description: unknown): JobRecord {
    const job = parseSubmittedJob(description);
    return this.#put(createJobRecord(this.#store.nextId(), job, this.#now()));
  }

  jobs(): readonly JobRecord[] {
    return this.#store.all();
  }

  job(pandaId: number): JobRecord | undefined {
    return this.#store.get(pandaId);
  }

  /** Throws a RangeError for a job that does not exist. */
  mustHave(pandaId: number): JobRecord {
    const job = this.#store.get(pandaId);
    if (job === undefined) throw new RangeError(`there is no job ${pandaId}`);
    return job;
  }

  /** Hands out what the request asks for: each job is `sent` from here on. */
  acquire(
    request: JobRequest,
    taker: { readonly node: string | null; readonly schedulerId: string | null },
  ): JobRecord[] {
    const chosen = selectJobs(this.#store.all(), request, this.#options.queueStatus[request.site_name]);
    const now = this.#now();
    return chosen.map((job) => {
      const columns = {
        startTime: databaseTime(now),
        ...(taker.node !== null && { modificationHost: taker.node }),
        ...(request.computing_element !== null && { computingElement: request.computing_element }),
        ...(taker.schedulerId !== null && { schedulerID: taker.schedulerId }),
      };
      return this.#put(withStatus(withColumns(job, columns, now), 'sent', now));
    });
  }

  /** How many jobs of a queue were sent in the last minute. */
  sentLately(queue: string): number {
    const since = this.#now().getTime() - 60_000;
    return this.#store
      .all()
      .filter((job) => job.queue === queue)
      .flatMap(({ history }) => history)
      .filter(({ status, at }) => status === 'sent' && Date.parse(at) >= since).length;
  }

  update(pandaId: number, update: JobUpdate): UpdateOutcome {
    const outcome = applyUpdate(this.#store.get(pandaId), update, this.#now());
    if ('record' in outcome) this.#put(outcome.record);
    if (outcome.kind === 'accepted' && this.#options.adder === 'immediate') this.#judge(outcome.record);
    return outcome;
  }

  /** Judges every final report that waits. */
  runAdder(): void {
    for (const job of this.#store.all()) this.#judge(job);
  }

  /** `debug` turns debug mode on, the empty text takes every command back, any other text goes to the pilot as it is. */
  command(pandaId: number, text: string): JobRecord {
    if (text.length > 250) throw new RangeError('a command has at most 250 characters');
    const { commandToPilot: _, ...job } = this.mustHave(pandaId);
    if (text === 'debug') return this.#put({ ...this.mustHave(pandaId), debug: true });
    if (text === '') return this.#put({ ...job, debug: false });
    return this.#put({ ...job, commandToPilot: text });
  }

  kill(pandaId: number, code?: number): JobRecord {
    return this.#put(applyKill(this.mustHave(pandaId), code, this.#now()));
  }

  /** Stores a record that a method has changed by itself. */
  replace(record: JobRecord): void {
    this.#put(record);
  }

  /** Resolves at the job's final state. Rejects with `signal.reason`, or when the server closes before. */
  async settled(pandaId: number, signal?: AbortSignal): Promise<JobRecord> {
    const job = this.mustHave(pandaId);
    signal?.throwIfAborted();
    if (isFinal(job.status)) return job;
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.delete(waiter);
        signal?.removeEventListener('abort', abort);
      };
      const waiter: Waiter = {
        pandaId,
        settle: (record) => (leave(), resolve(record)),
        giveUp: (reason) => (leave(), reject(reason)),
      };
      const abort = (): void => waiter.giveUp(signal?.reason);
      this.#waiting.add(waiter);
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  close(): void {
    for (const waiter of this.#waiting) waiter.giveUp(new Error('panda-local is closed'));
    this.#store.close();
  }

  #judge(job: JobRecord): void {
    if (!awaitsAdder(job)) return;
    const judged = judge(job, this.#options.plugin, this.#now());
    this.#put(judged);
    this.#options.logger.info(
      { pandaId: job.pandaId, status: judged.status, ddm: judged.columns.ddmErrorDiag },
      'job judged',
    );
  }

  #put(record: JobRecord): JobRecord {
    if (this.#store.get(record.pandaId) === record) return record;
    this.#store.put(record);
    if (isFinal(record.status)) this.#tell(record);
    return record;
  }

  #tell(record: JobRecord): void {
    for (const waiter of this.#waiting) if (waiter.pandaId === record.pandaId) waiter.settle(record);
  }

  #now(): Date {
    return this.#options.clock();
  }
}

interface Waiter {
  readonly pandaId: number;
  settle(record: JobRecord): void;
  giveUp(reason: unknown): void;
}
