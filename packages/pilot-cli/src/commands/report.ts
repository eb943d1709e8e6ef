import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { ensureDirectory } from '@panda-pilot/lease';
import {
  type JobEvidence,
  type JobStory,
  type OverviewEntry,
  jobStory,
  readJobDirectory,
  readTarball,
  readUnpackedLog,
  renderJob,
  renderOverview,
} from '@panda-pilot/report';
import type { ReportPage } from '../answers/answer.ts';
import { printJson } from '../answers/print-json.ts';
import type { ProcessFacts } from '../compose.ts';
import { ConfigError } from '../config/config-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { findJobs } from '../find-jobs.ts';
import { lookInto } from '../files/look-into.ts';
import { type Streams, writeLine } from '../streams.ts';
import { troubleWith } from '../files/trouble-with.ts';
import { unwritable, writeWhole } from '../files/write-whole.ts';

/** Where pages go, and how they are told of. */
export interface ReportOptions {
  readonly output?: string | undefined;
  readonly json?: boolean | undefined;
}

/**
 * `panda-pilot report [paths...]`: one page for one job; for several a page each and an overview. Resolves with the
 * exit code; rejects with a ConfigError when there is no job. Once `stop` is aborted, it leaves with the pages that it
 * has.
 */
export async function report(
  paths: readonly string[],
  options: ReportOptions,
  { cwd, streams, stop }: Pick<ProcessFacts, 'cwd' | 'streams'> & { readonly stop: AbortSignal },
): Promise<number> {
  const found = await findEvidence(paths.map((path) => resolve(cwd, path)));
  if (found.sources.length === 0) {
    throw new ConfigError(
      found.complaints,
      'Directories of jobs are removed when the server has the result, unless --keep is given; their log tarballs are in the storage: name one.',
    );
  }
  for (const complaint of found.complaints) writeLine(streams.stderr, `panda-pilot: ${complaint}`);
  const written = await writeAll(found.sources, {
    output: options.output === undefined ? undefined : resolve(cwd, options.output),
    cwd,
    stop,
    progress: createProgress(streams.stderr, found.sources.length),
  });
  const complaints = [...found.complaints.map(() => 'found'), ...written.complaints];
  for (const complaint of written.complaints) writeLine(streams.stderr, `panda-pilot: ${complaint}`);
  tell(written, { json: options.json === true, streams });
  return complaints.length === 0 ? exitCodes.done : exitCodes.uncategorised;
}

/** What tells of one job. */
interface Source {
  readonly path: string;
  readonly read: () => Promise<JobEvidence>;
}

async function findEvidence(
  paths: readonly string[],
): Promise<{ readonly sources: readonly Source[]; readonly complaints: readonly string[] }> {
  const sources: Source[] = [];
  const complaints: string[] = [];
  for (const path of paths) {
    const entry = await stat(path).catch(() => undefined);
    if (entry === undefined) complaints.push(`${path} is not there, or out of reach`);
    else if (entry.isFile()) sources.push({ path, read: () => readTarball(path) });
    else {
      const unreadable = await lookInto(path).catch((error: unknown) => error);
      const { jobs, logs } = await findJobs(path);
      sources.push(...jobs.map(({ root }) => ({ path: root, read: () => readJobDirectory(root) })));
      sources.push(...logs.map((log) => ({ path: log, read: () => readUnpackedLog(log) })));
      if (unreadable instanceof ConfigError) complaints.push(...unreadable.mistakes);
      else if (jobs.length + logs.length === 0) complaints.push(`no job below ${path}, and it is not itself one's`);
    }
  }
  return { sources, complaints };
}

interface Page {
  readonly path: string;
  readonly story: OverviewEntry['story'];
}

interface Written {
  readonly overview?: string;
  readonly pages: readonly Page[];
  readonly complaints: readonly string[];
}

interface Place {
  readonly output: string | undefined;
  readonly cwd: string;
  readonly stop: AbortSignal;
  readonly progress: Progress;
}

/** One job after the other: only its outcome is kept of a job whose page is written. */
async function writeAll(sources: readonly Source[], { output, cwd, stop, progress }: Place): Promise<Written> {
  const several = sources.length > 1;
  const directory = several ? (output ?? join(cwd, 'job-reports')) : undefined;
  if (directory !== undefined)
    await ensureDirectory(directory).catch((error: unknown) => Promise.reject(unwritable(directory, error)));
  const names = createNames();
  const pages: Page[] = [];
  const complaints: string[] = [];
  for (const { path, read } of sources) {
    if (stop.aborted) break;
    progress.tell(pages.length);
    try {
      const story = jobStory(await read());
      const name = names.next(story.pandaId);
      const place = directory === undefined ? (output ?? join(cwd, name)) : join(directory, name);
      await writeWhole(place, renderJob(story, several ? { overview: 'index.html' } : {}));
      pages.push({ path: place, story: outcomeOnly(story) });
    } catch (error) {
      // Where one page cannot be put, no other can.
      if (error instanceof ConfigError) throw error;
      complaints.push(complaintOf(path, error));
    }
  }
  progress.end();
  if (directory === undefined || pages.length === 0) return { pages, complaints };
  const overview = join(directory, 'index.html');
  await writeWhole(
    overview,
    renderOverview(pages.map(({ path, story }) => ({ story, href: encodeURIComponent(basename(path)) }))),
  );
  return { overview, pages, complaints };
}

interface Progress {
  tell(done: number): void;
  end(): void;
}

/** For a person who watches many pages being written. */
function createProgress(terminal: Streams['stderr'], all: number): Progress {
  const paint = all > 100 ? terminal.paint : undefined;
  return {
    tell: (done) => void (done % 50 === 0 && paint?.(`\r${done} of ${all} jobs`)),
    end: () => void paint?.('\r\u001B[K'),
  };
}

/** Why a job has no page. What the system has said is at the bottom of it. */
function complaintOf(path: string, error: unknown): string {
  if (error instanceof Error && error.cause === undefined && !('code' in error)) return error.message;
  return `${path} ${troubleWith(error instanceof Error ? (error.cause ?? error) : error, 'read')}`;
}

/** `job-4711.html`; a second attempt of the same job is `job-4711-2.html`. */
function createNames(): { next(pandaId: number | undefined): string } {
  const used = new Map<number | undefined, number>();
  return {
    next(pandaId) {
      const count = (used.get(pandaId) ?? 0) + 1;
      used.set(pandaId, count);
      return `job-${pandaId ?? 'unknown'}${count === 1 ? '' : `-${count}`}.html`;
    },
  };
}

function outcomeOnly({ pandaId, outcome, timeline }: JobStory): OverviewEntry['story'] {
  return { pandaId, outcome, timeline };
}

function tell(
  { overview, pages }: Written,
  { json, streams }: { readonly json: boolean } & Pick<ProcessFacts, 'streams'>,
): void {
  if (json) {
    const rows = pages.map(({ path, story: { pandaId, outcome } }): ReportPage => ({
      pandaId: pandaId ?? null,
      outcome: outcome.kind,
      ...(outcome.kind === 'failed' ? { code: outcome.cause.code, name: outcome.cause.name } : {}),
      page: path,
    }));
    printJson(streams, { type: 'report', ...(overview === undefined ? {} : { overview }), pages: rows });
    return;
  }
  if (overview === undefined) for (const { path } of pages) writeLine(streams.stdout, path);
  else writeLine(streams.stdout, `${overview}   (${pages.length} ${pages.length === 1 ? 'job' : 'jobs'})`);
}
