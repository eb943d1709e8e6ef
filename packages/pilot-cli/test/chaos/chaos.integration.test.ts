import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAdler32 } from '@panda-pilot/core';
import { onlyAsRoot, tempDir } from '@panda-pilot/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { type Grid, jobOf, log, namesIn, output, startGrid } from '../grid.ts';
import { describeRemains, hireCrew } from './crew.ts';
import { type Excuses, type Stage, enact, heal, roomyDisk } from './enact.ts';
import { type JobPlan, planFaults, planJobs } from './plan.ts';
import { createRandom } from './random.ts';

/** `CHAOS_SEED=4711 npx vitest run --project pilot-cli:integration chaos` lets the same happen again. */
const seed = Number(process.env['CHAOS_SEED'] ?? randomInt(2 ** 31));
const jobCount = Number(process.env['CHAOS_JOBS'] ?? 100);
const faultCount = 2 * jobCount;

/** The failures that the faults explain: a payload lost with its runjob, and whatever a full disk keeps a job from. */
const lostPayloadCodes: readonly number[] = [1153, 1176];

it.skipIf(onlyAsRoot())(
  `${faultCount} faults over ${jobCount} jobs: every job ends once, as it should, and nothing is left (seed ${seed})`,
  { timeout: 420_000 },
  async () => {
    process.stdout.write(`chaos: CHAOS_SEED=${seed}\n`);
    const random = createRandom(seed);
    const plans = planJobs(random, jobCount);
    const faults = planFaults(random, faultCount);
    const stage = await setStage();
    const { grid, crew } = stage;
    const jobs = await submitJobs(grid, plans);

    for (const [index, fault] of faults.entries()) {
      await untilSettled(grid, (index * (jobCount - 8)) / faultCount, 700);
      await sleep(fault.afterMs);
      await enact(fault, stage);
    }
    await heal(stage);
    await untilAllIsOver(stage);
    await crew.dismiss();

    for (const job of jobs) expectRightEnd(stage, job);
    expectNoPilotBroke(stage);
    await expectEachStoredOnce(grid, jobs);
    await grid.expectNothingLeft();
  },
);

interface SubmittedJob extends JobPlan {
  readonly pandaId: number;
  readonly index: number;
}

async function setStage(): Promise<Stage> {
  const disk = await tempDir();
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${roomyDisk}`, 'tmpfs', disk]);
  onTestFinished(() => {
    execFileSync('umount', ['-l', disk]);
  });
  const tokens = { good: tokenOf('pilot'), revoked: tokenOf('nobody') };
  const grid = await startGrid({
    workdir: join(disk, 'work'),
    tokens: [{ token: tokens.good, name: 'Pilot', groups: ['atlas/production'] }],
  });
  const tokenFile = join(grid.directory, 'token');
  await writeFile(tokenFile, tokens.good, { mode: 0o600 });
  mkdirSync(join(grid.directory, 'marks'));
  const args = ['--token-file', tokenFile, '--token-origin', 'atlas:production', '--server-timeout', '0.4'];
  const crew = hireCrew(grid, 2, [...args, '--server-patience', '2', '--slots', '2', '--max-failed-jobs', '1000']);
  return { grid, disk, crew, tokenFile, tokens, excuses: { lostPayload: new Set(), fullDisk: new Set() } };
}

function tokenOf(subject: string): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encode({ alg: 'none' })}.${encode({ sub: subject, exp: 4e9 })}.x`;
}

async function submitJobs(grid: Grid, plans: readonly JobPlan[]): Promise<readonly SubmittedJob[]> {
  const input = await grid.putInput('in.txt', 'input\n');
  const marks = join(grid.directory, 'marks');
  const payload = await grid.script(
    'payload',
    `echo start >> "${marks}/$1"; sleep "$2"; (echo "one of $1"; cat in.txt) > "one.$1"; (echo "two of $1"; cat in.txt) > "two.$1"; echo end >> "${marks}/$1"; exit "$3"`,
  );
  return Promise.all(
    plans.map(async (plan, index) => ({
      ...plan,
      index,
      pandaId: await grid.submit({
        transformation: payload,
        parameters: `${index} ${plan.sleepSeconds} ${plan.exitCode}`,
        inputs: [input],
        outputs: [output(`one.${index}`), output(`two.${index}`)],
        log: log(`log.${index}.tgz`),
      }),
    })),
  );
}

function countSettled(grid: Grid): number {
  return grid.server.jobs().filter(({ status }) => ['finished', 'failed', 'cancelled'].includes(status)).length;
}

/** Spreads the faults over the jobs; when nothing moves for a while the next fault may come all the same. */
async function untilSettled(grid: Grid, count: number, patienceMs: number): Promise<void> {
  const end = performance.now() + patienceMs;
  while (countSettled(grid) < count && performance.now() < end) await sleep(5);
}

/** Until the server knows the end of every job that a pilot has, and no pilot has one any more. */
async function untilAllIsOver({ grid }: Stage): Promise<void> {
  const isOver = (): boolean =>
    grid.server.jobs().every(({ status }) => status !== 'activated' && status !== 'running' && status !== 'starting') &&
    readdirSync(grid.workdir).every(
      (name) =>
        !name.startsWith('Panda_Pilot_') ||
        readdirQuietly(join(grid.workdir, name)).every((one) => !one.startsWith('PandaJob_')),
    );
  const end = performance.now() + 100_000;
  while (!isOver() && performance.now() < end) await sleep(50);
  if (!isOver()) throw new Error(`some jobs are not over:\n${describeRemains(grid.workdir)}`);
}

function readdirQuietly(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function expectRightEnd({ grid, excuses }: Stage, job: SubmittedJob): void {
  const { status, history, columns, finalReport, files } = jobOf(grid, job.pandaId);
  const said = `job ${job.index} (${job.pandaId}): ${history.map((one) => one.status).join(' > ')} ${columns.pilotErrorCode ?? ''} ${columns.pilotErrorDiag ?? ''}`;
  const starts = marksOf(grid, job).filter((mark) => mark === 'start').length;
  expect(starts, `${said}: the payload ran ${starts} times`).toBeLessThanOrEqual(1);
  // Handed out, but no pilot has ever heard of it: the server gives it up by itself.
  if (status === 'sent') return expect(starts, said).toBe(0);
  expect(history.filter((one) => one.status === 'holding').length, said).toBe(1);
  expect(finalReport?.status, said).toBe(status);
  expect(status, said).toBe(rightEnd(job, status, { code: columns.pilotErrorCode ?? 0, excuses }));
  if (status === 'finished') {
    const stored = files.filter(({ role }) => role !== 'input').map(({ lfn, status: judged }) => `${lfn} ${judged}`);
    expect(stored.toSorted(), said).toEqual([
      `log.${job.index}.tgz ready`,
      `one.${job.index} ready`,
      `two.${job.index} ready`,
    ]);
  }
}

function rightEnd(
  { pandaId, exitCode }: SubmittedJob,
  status: string,
  { code, excuses }: { readonly code: number; readonly excuses: Excuses },
): string {
  if (exitCode !== 0) return 'failed';
  if (excuses.lostPayload.has(pandaId) && lostPayloadCodes.includes(code)) return 'failed';
  return excuses.fullDisk.has(pandaId) ? status : 'finished';
}

function marksOf(grid: Grid, { index }: SubmittedJob): string[] {
  try {
    return readFileSync(join(grid.directory, 'marks', String(index)), 'utf8')
      .trim()
      .split('\n');
  } catch {
    return [];
  }
}

/** A pilot may find no server, no credential, no job; it may not break. */
function expectNoPilotBroke({ crew }: Stage): void {
  const broken = crew.endings.filter(({ exitCode }) => ![0, 3, 4, 5, 7].includes(exitCode ?? -1));
  expect(broken).toEqual([]);
}

async function expectEachStoredOnce(grid: Grid, jobs: readonly SubmittedJob[]): Promise<void> {
  const names = await namesIn(grid);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  for (const job of jobs) {
    const { status, files } = jobOf(grid, job.pandaId);
    for (const { lfn, role, checksum, sizeBytes } of files.filter(
      (file) => file.role !== 'input' && file.status === 'ready',
    )) {
      const bytes = await grid.readStored(lfn);
      expect([lfn, `ad:${createAdler32().update(bytes).digest().value}`, bytes.length]).toEqual([
        lfn,
        checksum,
        sizeBytes,
      ]);
      if (role === 'output') expect(String(bytes)).toBe(`${lfn.slice(0, 3)} of ${job.index}\ninput\n`);
    }
    if (status === 'finished') expect(names).toEqual(expect.arrayContaining([`one.${job.index}`, `two.${job.index}`]));
  }
}
