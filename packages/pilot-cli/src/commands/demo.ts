import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ensureDirectory } from '@panda-pilot/lease';
import { type JobRecord, type PandaLocal, startPandaLocal } from '@panda-pilot/panda-local';
import { jobDirectory } from '@panda-pilot/runjob';
import { startCommand } from '@panda-pilot/timed-command';
import { jobDirectories, siteDirectories } from '../recovery/site-directory.ts';
import type { DemoJobEnd } from '../answers/answer.ts';
import { printJson } from '../answers/print-json.ts';
import type { ProcessFacts } from '../compose.ts';
import { ConfigError } from '../config/config-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { unwritable } from '../files/write-whole.ts';
import { readReport } from '../job/supervise-runjob.ts';
import { type DemoJob, demoQueue, isDemo, prepareDemo } from './demo-jobs.ts';
import { renderTable } from '../render-table.ts';
import { writeLine } from '../streams.ts';

/** `panda-pilot demo`: a real pilot, a real protocol, real files; only the grid is missing. Resolves with the exit code. */
export async function demo(
  options: { readonly directory?: string; readonly json?: boolean },
  facts: ProcessFacts,
  stop: AbortSignal,
): Promise<number> {
  const directory = resolve(facts.cwd, options.directory ?? 'panda-demo');
  const jobs = await prepareAnew(directory);
  const server = await startPandaLocal({ directory: join(directory, 'server') });
  try {
    writeLine(facts.streams.stderr, `PanDA server: ${server.url}, ${jobs.length} jobs for queue ${demoQueue}`);
    const ids = await submitAll(server, jobs);
    const pilotExit = await runPilot(directory, server.url, { facts, stop });
    const rows = await Promise.all(jobs.map((job, index) => rowOf(job, server.job(ids[index] ?? 0), directory)));
    if (pilotExit !== exitCodes.jobFailed) {
      const how = pilotExit === undefined ? 'was killed' : `ended with ${pilotExit}`;
      writeLine(facts.streams.stderr, `panda-pilot: the pilot ${how}: ${join(directory, 'pilot.stderr')} says why`);
    }
    tell(rows, { directory, server, json: options.json === true, facts });
    const asExpected = rows.every(({ asExpected }) => asExpected) && pilotExit === exitCodes.jobFailed;
    return asExpected ? exitCodes.done : exitCodes.uncategorised;
  } finally {
    await server.close();
  }
}

/**
 * Takes away what an earlier demo has left there, and nothing else, and puts all in that this one needs. Rejects with a
 * ConfigError.
 */
async function prepareAnew(directory: string): Promise<readonly DemoJob[]> {
  try {
    await ensureDirectory(directory);
    const names = await readdir(directory);
    if (names.length > 0 && !(await isDemo(directory))) {
      throw new ConfigError(
        [`${directory} holds something other than a demo`],
        'Name a directory that is empty, or not there yet.',
      );
    }
    await Promise.all(names.map((name) => rm(join(directory, name), { recursive: true, force: true })));
    return await prepareDemo(directory).catch(async (error: unknown) => {
      // Half a demo would not be known for one.
      for (const name of await readdir(directory)) await rm(join(directory, name), { recursive: true, force: true });
      throw error;
    });
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw unwritable(directory, error);
  }
}

async function submitAll(server: PandaLocal, jobs: readonly DemoJob[]): Promise<number[]> {
  const ids: number[] = [];
  for (const { description } of jobs) ids.push(await server.submit(description));
  return ids;
}

/** The pilot is a process of its own, as on a worker node. */
async function runPilot(
  directory: string,
  url: string,
  { facts, stop }: { readonly facts: ProcessFacts; readonly stop: AbortSignal },
): Promise<number | undefined> {
  const [file, ...first] = facts.self;
  const args = ['run', '--url', url, '--queue', demoQueue, '--queuedata', join(directory, 'queuedata.json')];
  const pilot = startCommand(
    file,
    [...first, ...args, '--workdir', join(directory, 'work'), '--timefloor', '60', '--keep'],
    {
      env: facts.env,
      stdin: 'ignore',
      stdout: 'ignore',
      stderr: { file: join(directory, 'pilot.stderr') },
      signal: stop,
      graceMs: 30_000,
    },
  );
  const { ending } = await pilot.result;
  return ending.kind === 'exited' ? ending.exitCode : undefined;
}

async function rowOf(job: DemoJob, record: JobRecord | undefined, directory: string): Promise<DemoJobEnd> {
  if (record === undefined) throw new Error(`the server has lost ${job.title}`);
  const report = await findReport(directory, record.pandaId);
  const payloadExit = record.columns.transExitCode ?? null;
  const pilotCode = record.columns.pilotErrorCode ?? 0;
  const { state, exitCode, code } = job.expected;
  return {
    job: job.title,
    pandaId: record.pandaId,
    state: record.status,
    inputs: report?.inputs.length ?? 0,
    outputs: report?.outputs.length ?? 0,
    payloadExit,
    pilotCode,
    seconds: secondsIn(record),
    asExpected: record.status === state && payloadExit === exitCode && pilotCode === code,
  };
}

async function findReport(directory: string, pandaId: number): Promise<ReturnType<typeof readReport>> {
  for (const site of await siteDirectories(join(directory, 'work'))) {
    for (const path of await jobDirectories(site)) {
      const report = readReport(jobDirectory(path).report);
      if (report?.pandaId === pandaId) return report;
    }
  }
  return undefined;
}

/** From the dispatch of the job to the pilot's final update, as the server saw it. */
function secondsIn({ history }: JobRecord): number | null {
  const at = (status: string): number => Date.parse(history.find((change) => change.status === status)?.at ?? '');
  const seconds = (at('holding') - at('sent')) / 1000;
  return Number.isNaN(seconds) ? null : seconds;
}

function tell(
  rows: readonly DemoJobEnd[],
  given: {
    readonly directory: string;
    readonly server: PandaLocal;
    readonly json: boolean;
    readonly facts: ProcessFacts;
  },
): void {
  const { streams } = given.facts;
  if (given.json) {
    printJson(streams, { type: 'demo', directory: given.directory, jobs: rows });
    return;
  }
  const header = ['job', 'PandaID', 'state', 'in', 'out', 'exit', 'error', 'seconds', ''];
  const body = rows.map((row) => [
    row.job,
    String(row.pandaId),
    row.state,
    String(row.inputs),
    String(row.outputs),
    String(row.payloadExit ?? '-'),
    String(row.pilotCode),
    row.seconds?.toFixed(2) ?? '-',
    row.asExpected ? 'as expected' : 'NOT AS EXPECTED',
  ]);
  streams.stdout.write(`\n${renderTable([header, ...body], streams.stdout.columns)}\n`);
  writeLine(streams.stdout, `storage:  ${join(given.directory, 'storage')}   (inputs, outputs and logs)`);
  writeLine(streams.stdout, `jobs:     ${join(given.directory, 'work')}   (work directories, journals, reports)`);
  writeLine(streams.stdout, `pilot:    ${join(given.directory, 'pilot.stderr')}   (its log)`);
}
