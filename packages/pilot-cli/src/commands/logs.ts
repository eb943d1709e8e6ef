import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  type Followed,
  type LogLine,
  type Masks,
  followLogs,
  jobDirectory,
  jobLog,
  masksOfJob,
  mergeLines,
  payloadOutputs,
  pilotLog,
  renderLine,
  tarballLog,
  workDirectories,
} from '@panda-pilot/runjob';
import { printJsonLine } from '../answers/print-json.ts';
import type { ProcessFacts } from '../compose.ts';
import { ConfigError } from '../config/config-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { lookInto } from '../files/look-into.ts';
import { troubleWith } from '../files/trouble-with.ts';
import { type FoundJobs, findJobs } from '../find-jobs.ts';

/** What is to be shown. */
export interface LogsOptions {
  readonly job?: number | undefined;
  readonly follow?: boolean | undefined;
  /** False: without what the payloads wrote. */
  readonly payload: boolean;
  readonly json?: boolean | undefined;
}

/**
 * `panda-pilot logs [dir]`: what pilots, runjobs and payloads below `directory` have written, in order of time; of a
 * log tarball, what is in it. With `follow` it goes on with what they write, until `stop` is aborted. Rejects with a
 * ConfigError where there is nothing to show.
 */
export async function logs(
  directory: string,
  options: LogsOptions,
  { cwd, streams, stop }: Pick<ProcessFacts, 'cwd' | 'streams'> & { readonly stop: AbortSignal },
): Promise<number> {
  const root = resolve(cwd, directory);
  if (await isFile(root)) return logsOfTarball(root, options, { streams, stop });
  if (options.follow !== true) await lookInto(root);
  const find = async (): Promise<FoundJobs> => chosen(await findJobs(root), options.job);
  const found = await find();
  if (found.sites.length === 0 && found.jobs.length === 0 && options.follow !== true) {
    throw nothingToShow(root, found, options);
  }
  const show = shower(options, streams);
  for await (const line of told(found, options)) {
    if (stop.aborted) return exitCodes.done;
    show(line);
  }
  if (options.follow === true) {
    const masks = new Map<string, Masks>();
    for await (const line of followLogs(async () => followed(await find(), { ...options, masks }), stop)) show(line);
  }
  return exitCodes.done;
}

function nothingToShow(root: string, { logs: [unpacked] }: FoundJobs, { job }: LogsOptions): ConfigError {
  if (unpacked !== undefined && job === undefined) {
    const hint = `Name the tarball itself, read pilot/pilotlog.txt in it, or make a page of it: panda-pilot report ${unpacked}`;
    return new ConfigError([`${unpacked} is a log tarball that was unpacked`], hint);
  }
  const which = job === undefined ? 'no pilot and no job' : `no job ${job}`;
  return new ConfigError(
    [`${which} below ${root}`],
    'Name the work directory of a pilot (Panda_Pilot_...), what it stands in, or the log tarball of a job.',
  );
}

/** A job's log as it was stored: nothing is written to it any more. */
async function logsOfTarball(
  path: string,
  options: LogsOptions,
  { stop, streams }: Pick<ProcessFacts, 'streams'> & { readonly stop: AbortSignal },
): Promise<number> {
  const show = shower(options, streams);
  let lines = 0;
  try {
    for await (const line of tarballLog(path, { payload: options.payload, pilot: true })) {
      if (stop.aborted) return exitCodes.done;
      if (options.job !== undefined && line.jobId !== undefined && line.jobId !== options.job) continue;
      lines += 1;
      show(line);
    }
  } catch (error) {
    throw new ConfigError(
      [`${path} ${troubleWith(error, 'read')}`],
      'Name the log tarball of a job, such as job.log.tgz.',
    );
  }
  if (lines > 0) return exitCodes.done;
  const which = options.job === undefined ? 'no job' : `no job ${options.job}`;
  throw new ConfigError([`${path} is the log of ${which}`], 'Name the log tarball of a job, such as job.log.tgz.');
}

function shower({ json }: LogsOptions, streams: ProcessFacts['streams']): (line: LogLine) => unknown {
  if (json === true) return (line) => printJsonLine(streams, line);
  return (line) => streams.stdout.write(`${renderLine(line)}\n`);
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

function chosen({ sites, jobs, logs }: FoundJobs, job: number | undefined): FoundJobs {
  if (job === undefined) return { sites, jobs, logs };
  const wanted = jobs.filter(({ jobId }) => jobId === job);
  return { sites: sites.filter((site) => wanted.some((one) => one.site === site)), jobs: wanted, logs };
}

/** A job's log holds its part of the pilot's; without a job in particular the pilot's is told once, whole. */
function told(
  { sites, jobs }: Pick<FoundJobs, 'sites' | 'jobs'>,
  { job, payload }: LogsOptions,
): AsyncIterable<LogLine> {
  const whole = job === undefined;
  return mergeLines([
    ...(whole ? sites.map((site) => pilotLog(site)) : []),
    ...jobs.map(({ root, site }) => jobLog(root, { payload, pilot: !whole || !sites.includes(site) })),
  ]);
}

/** `masks` remembers those of each job: it is looked for them once. */
async function followed(
  { sites, jobs }: FoundJobs,
  { job, masks, payload }: LogsOptions & { readonly masks: Map<string, Masks> },
): Promise<Followed> {
  const ofJobs = await Promise.all(
    jobs.map(async ({ root, jobId }) => {
      const directory = jobDirectory(root);
      const ofJob = masks.get(root) ?? masksOfJob(directory);
      masks.set(root, ofJob);
      const outputs = payload ? await payloadOutputs(root) : [];
      return [
        { path: directory.log, jobId, kind: 'json' as const },
        ...outputs.map((path) => ({ path, jobId, kind: 'plain' as const, masks: ofJob })),
      ];
    }),
  );
  const pilots = sites.map((site) => ({ path: join(site, 'pilot.log'), jobId: job, kind: 'json' as const }));
  return {
    directories: [...sites, ...jobs.flatMap(({ root }) => [root, ...workDirectories(root)])],
    logs: [...pilots, ...ofJobs.flat()],
  };
}
