import { closeSync, copyFileSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '@panda-pilot/core';
import { z } from 'zod';
import type { JobRecord } from './job-record.ts';

/** How bytes reach a file; as `fs.writeSync` from an offset. */
export type WriteBytes = (file: number, data: Buffer, offset: number) => number;

/** A job may carry secrets. */
const OWNER_ONLY = 0o600;

/** Of old lines in the journal, before it is written anew. */
const SPARE_BYTES = 16 * 1024 * 1024;

/**
 * The jobs, in memory and in `jobs.jsonl`: every change appends the whole record as one line, and the last line of a job
 * counts. A line is written before its change is answered, so a server killed at any moment forgets nothing that it said;
 * the file is synced when it is rewritten and when it is closed, so a machine that loses power may lose the last seconds.
 */
export class JobStore {
  readonly #path: string;
  readonly #jobs = new Map<number, JobRecord>();
  readonly #lineBytes = new Map<number, number>();
  #file: number;
  #fileBytes = 0;
  #liveBytes = 0;
  #lastId = 0;
  /** Bytes of the journal, below which a rewrite that failed is not tried again. */
  #retryAt = 0;
  /** The last line may be torn: the next one starts a line of its own. */
  #torn = false;
  readonly #write: WriteBytes;
  readonly #logger: Logger;

  /** Reads what is there; lines that cannot be read are reported and left out. Throws for a journal of a later version. */
  constructor(directory: string, logger: Logger, write: WriteBytes = writeSync) {
    this.#write = write;
    this.#logger = logger;
    this.#path = join(directory, 'jobs.jsonl');
    const complete = this.#load();
    this.#file = openSync(this.#path, 'a', OWNER_ONLY);
    if (complete) return;
    copyFileSync(this.#path, `${this.#path}.damaged`);
    this.#rewrite();
  }

  get(pandaId: number): JobRecord | undefined {
    return this.#jobs.get(pandaId);
  }

  /** In the order of their PandaIDs. */
  all(): JobRecord[] {
    return [...this.#jobs.values()];
  }

  nextId(): number {
    return this.#lastId + 1;
  }

  /** Stores the record; throws, and has changed nothing, when the disk refuses. */
  put(record: JobRecord): void {
    const line = encode(record);
    this.#append(line);
    this.#remember(record, line.length);
    if (this.#fileBytes > Math.max(this.#retryAt, 4 * this.#liveBytes + SPARE_BYTES)) this.#compact();
  }

  close(): void {
    try {
      fsyncSync(this.#file);
    } finally {
      closeSync(this.#file);
    }
  }

  /** False when something of the file is unreadable: it is written anew, so that the next line starts a line. */
  #load(): boolean {
    if (!existsSync(this.#path)) return true;
    const content = readFileSync(this.#path);
    let complete = true;
    for (let start = 0, number = 1; start < content.length; number++) {
      const newline = content.indexOf(10, start);
      const end = newline === -1 ? content.length : newline;
      const record = decode(content.toString('utf8', start, end));
      if (record === undefined)
        this.#logger.warn({ path: this.#path, line: number }, 'unreadable line of the job journal left out');
      else this.#remember(record, end - start + 1);
      complete &&= record !== undefined && newline !== -1;
      start = end + 1;
    }
    this.#fileBytes = content.length;
    return complete;
  }

  #remember(record: JobRecord, bytes: number): void {
    this.#liveBytes += bytes - (this.#lineBytes.get(record.pandaId) ?? 0);
    this.#lineBytes.set(record.pandaId, bytes);
    this.#jobs.set(record.pandaId, record);
    this.#lastId = Math.max(this.#lastId, record.pandaId);
  }

  #append(record: Buffer): void {
    const line = this.#torn ? Buffer.concat([Buffer.from('\n'), record]) : record;
    try {
      this.#writeAll(this.#file, line);
    } catch (error) {
      this.#torn = true; // a full disk may have taken half a line
      throw error;
    }
    this.#fileBytes += line.length;
    this.#torn = false;
  }

  /** The record that led here is stored whatever comes of this: a disk without room keeps the long journal. */
  #compact(): void {
    try {
      this.#rewrite();
    } catch (error) {
      this.#retryAt = 2 * this.#fileBytes;
      this.#logger.warn({ path: this.#path, error: String(error) }, 'job journal not compacted');
    }
  }

  #rewrite(): void {
    const draft = `${this.#path}.new`;
    const lines = this.all().map(encode);
    const file = openSync(draft, 'w', OWNER_ONLY);
    for (const line of lines) this.#writeAll(file, line);
    fsyncSync(file);
    closeSync(file);
    renameSync(draft, this.#path);
    closeSync(this.#file);
    this.#file = openSync(this.#path, 'a', OWNER_ONLY);
    this.#fileBytes = lines.reduce((sum, line) => sum + line.length, 0);
    this.#liveBytes = this.#fileBytes;
    this.#torn = false;
  }

  #writeAll(file: number, data: Buffer): void {
    let written = 0;
    while (written < data.length) written += this.#write(file, data, written);
  }
}

/** True for what the file system says: the record was not stored. */
export function isDiskError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

function encode(job: JobRecord): Buffer {
  return Buffer.from(`${JSON.stringify({ version: 1, job })}\n`);
}

const statuses = [
  'activated',
  'sent',
  'starting',
  'running',
  'holding',
  'transferring',
  'merging',
  'finished',
  'failed',
  'cancelled',
  'closed',
] as const;

const recordSchema = z.looseObject({
  pandaId: z.int().positive(),
  queue: z.string(),
  status: z.enum(statuses),
  attempt: z.int(),
  description: z.record(z.string(), z.unknown()),
  columns: z.record(z.string(), z.union([z.string(), z.number()])),
  history: z.array(z.object({ status: z.enum(statuses), at: z.string() })),
  debug: z.boolean(),
  files: z.array(z.looseObject({ lfn: z.string() })),
  eventRanges: z.array(z.looseObject({ eventRangeID: z.string() })),
});

function decode(line: string): JobRecord | undefined {
  const entry = jsonOf(line);
  const version = z.object({ version: z.number() }).safeParse(entry).data?.version;
  if (version !== undefined && version > 1)
    throw new Error(`the job journal was written by a later panda-local (version ${version})`);
  const job = z.object({ version: z.literal(1), job: z.unknown() }).safeParse(entry);
  return job.success && isJobRecord(job.data.job) ? job.data.job : undefined;
}

function isJobRecord(value: unknown): value is JobRecord {
  return recordSchema.safeParse(value).success;
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // cut off by a kill, or damaged: the caller warns
  }
}
