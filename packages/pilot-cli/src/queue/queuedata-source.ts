import {
  type Logger,
  PilotError,
  type Queuedata,
  copytoolsFor,
  isPilotError,
  parseQueuedata,
  reasonOf,
} from '@panda-pilot/core';
import { DownloadError } from '@panda-pilot/download';
import { assertCopytool } from '@panda-pilot/runjob';
import { createBackOff } from '../back-off.ts';
import { readBoundedFile } from '../bounded-file.ts';
import { type QueuedataCache, createQueuedataCache } from './queuedata-cache.ts';
import { type Place, type QueuedataPlaces, isMissing, maxQueuedataBytes, queuedataPlaces } from './queuedata-places.ts';

/** Where a queue's configuration is looked for. */
export interface QueuedataPlan extends QueuedataPlaces {
  /** The only file that counts, if one was named. */
  readonly file?: string | undefined;
  /** What was fetched is kept here, and fetched again only when it is older. */
  readonly cache: { readonly directory: string; readonly validitySeconds: number };
  readonly logger: Logger;
  /** How often the sources are asked while one of them may do better in a moment; 3 when absent. */
  readonly rounds?: number;
}

/** A queue's configuration, and where it came from. */
export interface FoundQueuedata {
  readonly queuedata: Queuedata;
  /** This queue alone, as JSON: runjob reads it again. */
  readonly text: string;
  /** For the log. */
  readonly origin: string;
}

/**
 * Finds the queue's configuration. A file that lies there already and is one is not fetched again. Rejects with QUEUEDATA (1116) when
 * no source has it, with QUEUEDATA_NOT_OK (1117) when what one has is none, in a sentence that says of each source what it gave; with
 * UNKNOWN_COPYTOOL when it wants a copytool that this pilot lacks.
 */
export async function readQueuedata(queue: string, plan: QueuedataPlan): Promise<FoundQueuedata> {
  const found = await findQueuedata(queue, plan);
  for (const activity of ['pr', 'pw'] as const)
    for (const copytool of copytoolsFor(found.queuedata, activity)) await assertCopytool(copytool);
  return found;
}

/** Like `readQueuedata`, whatever copytools it wants. */
export async function findQueuedata(queue: string, plan: QueuedataPlan): Promise<FoundQueuedata> {
  return plan.file === undefined ? await search(queue, plan) : await readNamedFile(queue, plan.file);
}

async function readNamedFile(queue: string, path: string): Promise<FoundQueuedata> {
  let text: string;
  try {
    ({ text } = await readBoundedFile(path, { maxBytes: maxQueuedataBytes }));
  } catch (error) {
    const reason = isMissing(error) ? 'is not there' : reasonOf(error, path);
    throw new PilotError('QUEUEDATA', `${path} ${reason}`, {
      cause: error,
      hint: 'Name a file that can be read with --queuedata.',
    });
  }
  return foundIn(path, parseQueuedata(text, { queueName: queue }));
}

async function search(queue: string, plan: QueuedataPlan): Promise<FoundQueuedata> {
  const { logger, rounds = 3 } = plan;
  const cache = createQueuedataCache(queue, { ...plan.cache, maxBytes: maxQueuedataBytes });
  const backOff = createBackOff(500, 5000);
  for (let round = 1; ; round += 1) {
    const failures: Failure[] = [];
    for (const place of queuedataPlaces(queue, plan)) {
      const outcome = await look(queue, place, { cache, logger });
      if (!('problem' in outcome)) return outcome;
      failures.push(outcome);
    }
    if (round === rounds || !failures.some(({ retryable }) => retryable)) throw noneFound(queue, failures);
    await backOff.wait();
  }
}

interface Failure {
  readonly name: string;
  readonly problem: string;
  /** There was something, and it is no configuration of this queue. */
  readonly notOk: boolean;
  readonly retryable: boolean;
}

async function look(
  queue: string,
  place: Place,
  { cache, logger }: { readonly cache: QueuedataCache; readonly logger: Logger },
): Promise<FoundQueuedata | Failure> {
  const kept = place.fetched ? await fromCache(queue, cache) : undefined;
  if (kept !== undefined) return kept;
  try {
    const found = foundIn(place.name, verified(queue, await place.read()));
    if (place.fetched) await cache.write(found.text, logger);
    return found;
  } catch (error) {
    const failure = failureOf(place, error);
    if (!isMissing(error)) logger.warn({ source: place.name, reason: failure.problem }, 'no queuedata from here');
    return failure;
  }
}

/** What does not verify is fetched again, as if it were not there. */
async function fromCache(queue: string, cache: QueuedataCache): Promise<FoundQueuedata | undefined> {
  const kept = await cache.read();
  try {
    return kept === undefined ? undefined : foundIn(kept.path, verified(queue, kept.text));
  } catch (error) {
    if (isPilotError(error, 'QUEUEDATA_NOT_OK')) return undefined;
    throw error;
  }
}

/** The wiki's test, in today's fields: what names no way to copy a file is not the configuration of a queue. */
function verified(queue: string, text: string): Queuedata {
  const queuedata = parseQueuedata(text, { queueName: queue });
  if (copytoolsFor(queuedata, 'pr').length + copytoolsFor(queuedata, 'pw').length === 0)
    throw new PilotError('QUEUEDATA_NOT_OK', `${queue} names no copytool`);
  return queuedata;
}

function foundIn(origin: string, queuedata: Queuedata): FoundQueuedata {
  return { queuedata, text: JSON.stringify(queuedata.raw), origin };
}

function failureOf({ name }: Place, error: unknown): Failure {
  return {
    name,
    problem: isMissing(error) ? 'is not there' : reasonOf(error),
    notOk: isPilotError(error, 'QUEUEDATA_NOT_OK'),
    retryable: error instanceof DownloadError && error.retryable,
  };
}

function noneFound(queue: string, failures: readonly Failure[]): PilotError {
  const reasons = failures.map(({ name, problem }) => `${name}: ${problem}`).join('; ');
  return new PilotError(
    failures.some(({ notOk }) => notOk) ? 'QUEUEDATA_NOT_OK' : 'QUEUEDATA',
    `${queue}: ${reasons}`,
    {
      hint: 'Name the file with --queuedata, start the pilot where queuedata.json lies, or say with --queuedata-url where it is.',
    },
  );
}
