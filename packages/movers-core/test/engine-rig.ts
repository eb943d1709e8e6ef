import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LogData, type Logger, parseQueuedata } from '@panda-pilot/core';
import { tempDir } from '@panda-pilot/testkit';
import {
  createDigest,
  createTransferEngine,
  type StageInOutcome,
  type StageInRequest,
  type StageOutOutcome,
  type StageOutRequest,
  type TransferEngineDeps,
  type TransferEvent,
} from '../src/index.ts';
import { type MemoryStorage, memoryStorage } from './memory-mover.ts';

/** An engine with memory storages for copytools, a clock that waits for nobody, and a local directory. */
export interface Rig {
  readonly directory: string;
  readonly storage: MemoryStorage;
  readonly events: TransferEvent[];
  /** How long the engine would have slept. */
  readonly sleeps: number[];
  readonly logged: string[];
  readonly path: (name: string) => string;
  readonly names: () => Promise<readonly string[]>;
  readonly content: (name: string) => Promise<string>;
  /** An input `lfn` with this content, on the storage and in the catalogue. */
  readonly input: (lfn: string, content: string) => StageInRequest;
  readonly output: (lfn: string, content: string) => Promise<StageOutRequest>;
  readonly stageIn: (request: StageInRequest, signal?: AbortSignal) => Promise<StageInOutcome>;
  readonly stageOut: (request: StageOutRequest, signal?: AbortSignal) => Promise<StageOutOutcome>;
  readonly engine: ReturnType<typeof createTransferEngine>;
}

export interface RigOptions extends Partial<Omit<TransferEngineDeps, 'queuedata' | 'movers'>> {
  /** By copytool, in the order of the queue's list; one `mem` when left out. */
  readonly storages?: readonly MemoryStorage[];
  readonly queuedata?: Record<string, unknown>;
  readonly movers?: TransferEngineDeps['movers'];
}

export async function openRig(options: RigOptions = {}): Promise<Rig> {
  const { storages = [memoryStorage()], queuedata, ...deps } = options;
  const [storage = memoryStorage()] = storages;
  const directory = await tempDir();
  const events: TransferEvent[] = [];
  const sleeps: number[] = [];
  const logged: string[] = [];
  let now = 0;
  const copytools = Object.fromEntries(storages.map(({ mover }) => [mover.name, {}]));
  const acopytools = { pr: Object.keys(copytools), pw: Object.keys(copytools), pl: Object.keys(copytools) };
  const engine = createTransferEngine({
    movers: async (name) => {
      const found = storages.find(({ mover }) => mover.name === name);
      if (found === undefined) throw new Error(`no copytool ${name}`);
      return found.mover;
    },
    queuedata: parseQueuedata(JSON.stringify({ nickname: 'QUEUE', copytools, acopytools, ...queuedata })),
    logger: noting(logged),
    onEvent: (event) => events.push(event),
    clock: {
      now: () => now++,
      sleep: async (delayMs, signal) => {
        signal.throwIfAborted();
        sleeps.push(delayMs);
      },
    },
    random: () => 0.5,
    freeSpace: () => Promise.resolve(Number.POSITIVE_INFINITY),
    ...deps,
  });
  const path = (name: string): string => join(directory, name);
  const never = new AbortController().signal;
  return {
    directory,
    storage,
    events,
    sleeps,
    logged,
    engine,
    path,
    names: async () => (await readdir(directory)).toSorted(),
    content: async (name) => (await readFile(path(name))).toString(),
    input(lfn, content) {
      storage.files.set(lfn, Buffer.from(content));
      const file = { lfn, sizeBytes: Buffer.byteLength(content), checksum: adler32Of(content) };
      return { file, replicas: [storage.url(lfn)], destination: path(lfn) };
    },
    async output(lfn, content) {
      await writeFile(path(lfn), content);
      const file = { lfn, guid: `guid-of-${lfn}`, optional: false };
      return { file, source: path(lfn), destination: storage.url(lfn), role: 'output' };
    },
    stageIn: async (request, signal = never) => only(await engine.stageIn([request], { signal })),
    stageOut: async (request, signal = never) => only(await engine.stageOut([request], { signal })),
  };
}

export function adler32Of(content: string) {
  const digest = createDigest('adler32');
  digest.update(Buffer.from(content));
  return digest.digest();
}

/** The name of the outcome's error, or its kind. */
export function codeOf(outcome: StageInOutcome | StageOutOutcome): string {
  return outcome.kind === 'failed' ? outcome.error.errorName : outcome.kind;
}

function only<T>(outcomes: readonly T[]): T {
  const [outcome] = outcomes;
  if (outcome === undefined || outcomes.length > 1) throw new Error(`${outcomes.length} outcomes of one file`);
  return outcome;
}

function noting(lines: string[]): Logger {
  const note =
    (level: string) =>
    (data: LogData, message: string): void => {
      lines.push(`${level} ${message} ${JSON.stringify(data)}`);
    };
  const logger: Logger = {
    debug: note('debug'),
    info: note('info'),
    warn: note('warn'),
    error: note('error'),
    child: () => logger,
  };
  return logger;
}
