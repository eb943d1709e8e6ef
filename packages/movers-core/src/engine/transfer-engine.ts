import { setMaxListeners } from 'node:events';
import {
  copytoolsFor,
  type Logger,
  PilotError,
  type Queuedata,
  reasonOf,
  redact,
  spaceTokenFor,
} from '@panda-pilot/core';
import { Seat } from './batch.ts';
import { type BatchResult, batchTasks, type Waiting } from './batch-tasks.ts';
import { type Clock, systemClock } from '../time/clock.ts';
import type { Mover } from '../contract/mover.ts';
import { createRates } from '../time/rates.ts';
import { defaultLimits, transfersAtOnce } from './default-limits.ts';
import { createGate } from '../time/gate.ts';
import { freeSpaceOf, refuseInputs, type Room } from './preflight.ts';
import { openInPlace } from './direct.ts';
import { firstChoice } from './first-choice.ts';
import { recallTogether } from './recall.ts';
import { schedule } from './schedule.ts';
import { StageIn } from './stage-in.ts';
import { StageOut } from './stage-out.ts';
import type {
  Direction,
  RemoteFile,
  StagedFile,
  StageInOutcome,
  StageInRequest,
  StageOutOutcome,
  StageOutRequest,
  TransferEvent,
} from './staging.ts';
import type { TransferContext } from './transfer-context.ts';
import type { TransferLimits } from './transfer-limits.ts';

/** Moves a job's files: which replica, which copytool, how often, how long, and whether the result may be believed. */
export interface TransferEngine {
  /**
   * Settles every file on its own, in the order of `files`; one failure does not stop the others. Rejects only with
   * `signal.reason` once aborted, when nothing partial is left; files that were whole by then stay and were told by events.
   */
  stageIn(
    files: readonly StageInRequest[],
    options: { readonly signal: AbortSignal },
  ): Promise<readonly StageInOutcome[]>;
  /** As `stageIn`. What the storage already holds with the same content is not stored again. */
  stageOut(
    files: readonly StageOutRequest[],
    options: { readonly signal: AbortSignal },
  ): Promise<readonly StageOutOutcome[]>;
}

/** What an engine works with: movers, the queue, and whoever hears of it. */
export interface TransferEngineDeps {
  /**
   * Called once for each copytool that is needed in a direction; rejects with PilotError UNKNOWN_COPYTOOL for one that
   * nobody knows.
   */
  readonly movers: (copytool: string, direction: Direction) => Promise<Mover>;
  readonly queuedata: Queuedata;
  readonly logger: Logger;
  readonly onEvent: (event: TransferEvent) => void;
  readonly limits?: Partial<TransferLimits>;
  readonly clock?: Clock;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  /** Free bytes of the disk that holds `directory`. */
  readonly freeSpace?: (directory: string) => Promise<number>;
}

/** Builds the engine of one job. */
export function createTransferEngine(deps: TransferEngineDeps): TransferEngine {
  const { queuedata, clock = systemClock, random = Math.random, freeSpace = freeSpaceOf } = deps;
  const limits = { ...defaultLimits(queuedata), ...deps.limits };
  const moversFor = { 'stage-in': loadOnce(deps, 'stage-in'), 'stage-out': loadOnce(deps, 'stage-out') };
  const rates = createRates();
  const gate = createGate(limits.transfers);
  const onEvent = guarded(deps);
  const contextOf = (direction: Direction, signal: AbortSignal): TransferContext => {
    signal.throwIfAborted();
    // Every transfer of a batch listens to it; Node takes more than ten listeners for a leak.
    setMaxListeners(0, signal);
    const pulse = () => ({ at: undefined });
    const { logger } = deps;
    const movers = moversFor[direction];
    return { movers, limits, rates, clock, random, gate, lane: (work) => work(), pulse, logger, onEvent, signal };
  };
  const ended = <Outcome extends StageInOutcome | StageOutOutcome>(direction: Direction, outcome: Outcome): Outcome => {
    const bytes = 'sizeBytes' in outcome ? outcome.sizeBytes : 0;
    onEvent({ type: 'transfer-ended', direction, lfn: outcome.lfn, bytes, outcome, at: clock.now() });
    report(deps.logger, outcome);
    return outcome;
  };

  return {
    async stageIn(files, { signal }) {
      const context = contextOf('stage-in', signal);
      const { movers } = context;
      const copytools = copytoolsFor(queuedata, 'pr');
      const ways = { copytools, tries: limits.stageInTries };
      const seated = files.map((file) => {
        const seat = new Seat();
        return { seat, transfer: new StageIn(file, ways, seat.contextIn(context)) };
      });
      const transfers = seated.map(({ transfer }) => transfer);
      const there = await withoutCopying(transfers, copytools, movers);
      const missing = transfers.filter((transfer) => !there.has(transfer));
      const refused = await refusals(missing, { maxInputSizeMb: queuedata.maxInputSizeMb, freeSpace });
      const asked = missing.flatMap((transfer) => (refused.has(transfer) ? [] : [transfer.request]));
      const recalled = recallTogether(asked, copytools, context);
      const waiting = seated.map(async ({ seat, transfer }) => {
        const { file, replicas } = transfer.request;
        const url = there.has(transfer) ? undefined : replicas[0];
        return {
          seat,
          endpoint: replicas[0]?.host ?? '',
          batcher: await batcherOf(movers, { copytools, url, method: 'getMany' }),
          bytes: file.sizeBytes,
          settle: async () => ended('stage-in', await settledIn(transfer, { there, refused, recalled })),
        };
      });
      return scheduled(await Promise.all(waiting), limits);
    },

    async stageOut(files, { signal }) {
      const context = contextOf('stage-out', signal);
      const { movers } = context;
      const tries = limits.stageOutTries;
      const ways = { output: copytoolsFor(queuedata, 'pw'), log: copytoolsFor(queuedata, 'pl') };
      const waiting = files.map(async (file) => {
        const seat = new Seat();
        const copytools = ways[file.role];
        const spaceToken = spaceTokenFor(queuedata, file.file.destinationToken);
        const transfer = new StageOut(file, { copytools, tries, spaceToken }, seat.contextIn(context));
        return {
          seat,
          endpoint: file.destination.host,
          batcher: await batcherOf(movers, { copytools, url: file.destination, method: 'putMany' }),
          // What must not be stored is told when its turn comes.
          bytes: await transfer.inspect().catch(() => undefined),
          settle: async () => ended('stage-out', await transfer.settle()),
        };
      });
      return scheduled(await Promise.all(waiting), limits);
    },
  };
}

/** The inputs that need no copying: those that stand at their destinations already, and those that are opened in place. */
async function withoutCopying(
  transfers: readonly StageIn[],
  copytools: readonly string[],
  movers: TransferContext['movers'],
): Promise<ReadonlyMap<StageIn, StagedFile | RemoteFile>> {
  const there = new Map<StageIn, StagedFile | RemoteFile>();
  for (const transfer of transfers) {
    const file = (await transfer.present()) ?? (await openInPlace(transfer.request, copytools, movers));
    if (file !== undefined) there.set(transfer, file);
  }
  return there;
}

/** The inputs that are not even begun, and why: all of them have no room, or one would take the place of another before it. */
async function refusals(transfers: readonly StageIn[], room: Room): Promise<ReadonlyMap<StageIn, PilotError>> {
  const noRoom = await refuseInputs(
    transfers.map(({ request }) => request),
    room,
  );
  const refused = new Map<StageIn, PilotError>();
  const coming = new Map<string, string>();
  for (const transfer of transfers) {
    const { destination, file } = transfer.request;
    const earlier = coming.get(destination);
    coming.set(destination, earlier ?? file.lfn);
    const refusal = noRoom ?? (earlier === undefined ? undefined : clash(transfer.request, earlier));
    if (refusal !== undefined) refused.set(transfer, refusal);
  }
  return refused;
}

function clash({ destination, file: { lfn } }: StageInRequest, earlier: string): PilotError {
  const particulars = `${lfn}: ${destination} is where ${earlier} goes already`;
  return new PilotError('STAGE_IN_FAILED', particulars, { details: { lfn, destination } });
}

/** What becomes of an input, by what was found before the first was moved. */
async function settledIn(
  transfer: StageIn,
  found: {
    readonly there: ReadonlyMap<StageIn, StagedFile | RemoteFile>;
    readonly refused: ReadonlyMap<StageIn, PilotError>;
    readonly recalled: Promise<void>;
  },
): Promise<StageInOutcome> {
  const [file, refusal] = [found.there.get(transfer), found.refused.get(transfer)];
  if (file !== undefined) return file;
  if (refusal !== undefined) return transfer.failed(refusal);
  if (transfer.request.onlyOnTape === true) await found.recalled;
  return transfer.settle();
}

/** The outcomes in the order of the transfers, however they were put together. */
async function scheduled<Outcome>(
  waiting: readonly Waiting<Outcome>[],
  limits: TransferLimits,
): Promise<readonly Outcome[]> {
  const lane = createGate(limits.transfersPerEndpoint);
  const results: readonly BatchResult<Outcome>[] = await schedule(batchTasks(waiting, lane), {
    ...limits,
    transfers: transfersAtOnce(
      limits,
      waiting.map(({ bytes }) => bytes),
    ),
  });
  return results
    .flat()
    .toSorted(([one], [other]) => one - other)
    .map(([, outcome]) => outcome);
}

/**
 * The copytool that `url` goes by first, if that one takes many files at once; one that cannot be loaded is told of
 * when its turn comes.
 */
async function batcherOf(
  movers: TransferContext['movers'],
  way: { readonly copytools: readonly string[]; readonly url: URL | undefined; readonly method: 'getMany' | 'putMany' },
): Promise<string | undefined> {
  const { copytools, url, method } = way;
  const first = url === undefined ? undefined : await firstChoice(url, copytools, movers);
  return first?.mover[method] === undefined ? undefined : first.copytool;
}

/** A copytool that cannot be loaded is asked for again: what is missing may be installed by then. */
function loadOnce({ movers }: TransferEngineDeps, direction: Direction): TransferContext['movers'] {
  const loaded = new Map<string, Mover>();
  return async (copytool) => {
    const mover = loaded.get(copytool) ?? (await movers(copytool, direction));
    loaded.set(copytool, mover);
    return mover;
  };
}

/** A listener that throws must not fail the transfer that it listens to. */
function guarded({ onEvent, logger }: TransferEngineDeps): TransferEngineDeps['onEvent'] {
  return (event) => {
    try {
      onEvent(event);
    } catch (error) {
      logger.error({ type: event.type, reason: reasonOf(error) }, 'a listener for transfer events threw');
    }
  };
}

function report(logger: Logger, outcome: StageInOutcome | StageOutOutcome): void {
  const { kind, lfn, durationMs } = outcome;
  switch (kind) {
    case 'failed': {
      const { code, message } = outcome.error;
      return logger.error({ lfn, code, reason: message, durationMs }, 'transfer failed');
    }
    case 'remote':
      return logger.info({ lfn, copytool: outcome.copytool, url: redact(outcome.url) }, 'left in place');
    case 'staged':
    case 'stored': {
      const { mode, sizeBytes, verification, copytool } = outcome;
      const message = kind === 'staged' ? 'staged in' : 'stored';
      return logger.info({ lfn, mode, copytool, sizeBytes, verification, durationMs }, message);
    }
  }
}
