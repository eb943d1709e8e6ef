import { readFileSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readLease } from '@panda-pilot/lease';
import { describe, expect, it } from 'vitest';
import { type Grid, jobOf, log, namesIn, output, startGrid } from './grid.ts';

const moments = [
  'job-accepted',
  'input-staged',
  'payload-started',
  'payload-ended',
  'output-stored',
  'log-stored',
  'report-written',
] as const;

/** The job's directory, once there is one. */
function jobDirectoryIn(workdir: string): string | undefined {
  for (const site of readdirSync(workdir).filter((name) => name.startsWith('Panda_Pilot_'))) {
    for (const name of readdirSync(join(workdir, site)).filter((one) => one.startsWith('PandaJob_')))
      return join(workdir, site, name);
  }
  return undefined;
}

/** Waits until the journal tells of `moment`, looking as fast as it can; false when the job was over before it was seen. */
async function untilMoment(workdir: string, moment: string, isOver: () => boolean): Promise<string | undefined> {
  while (!isOver()) {
    try {
      const directory = jobDirectoryIn(workdir);
      if (directory !== undefined && readFileSync(join(directory, 'journal.jsonl'), 'utf8').includes(`"${moment}"`))
        return directory;
    } catch {
      // not there yet, or gone again
    }
    await sleep(0);
  }
  return undefined;
}

/** Lets payloads end: until then whoever is to kill something has all the time. */
const openGate = (grid: Grid): Promise<void> => writeFile(join(grid.directory, 'gate'), '');
const untilGateOpens = (grid: Grid): string => `until [ -e ${join(grid.directory, 'gate')} ]; do sleep 0.02; done`;

/** Its payload ends by itself where `moment` comes after that. */
async function submitJob(grid: Grid, moment: (typeof moments)[number]): Promise<number> {
  const payload = await grid.script('payload', `${untilGateOpens(grid)}; cp in.txt one.txt; cp in.txt two.txt`);
  if (moments.indexOf(moment) > moments.indexOf('payload-started')) await openGate(grid);
  return grid.submit({
    transformation: payload,
    inputs: [await grid.putInput('in.txt', 'input\n')],
    outputs: [output('one.txt'), output('two.txt')],
    log: log('log.tgz'),
  });
}

/** A pilot with a job, at this moment of it; without `directory` when the job was over before the moment was seen. */
async function pilotAt(moment: (typeof moments)[number]) {
  const grid = await startGrid();
  const id = await submitJob(grid, moment);
  let over = false;
  const pilot = grid.pilot();
  void pilot.ended.then(() => (over = true));
  const directory = await untilMoment(grid.workdir, moment, () => over);
  const killAgent = async (): Promise<void> => {
    if (!over) process.kill((await pilot.started) ?? 0, 'SIGKILL');
  };
  return { grid, id, pilot, directory, killAgent };
}

/** Whatever happened, the job is over, every file is there once, nothing is left. */
async function expectWellEnded(grid: Grid, id: number): Promise<void> {
  const { status, columns } = jobOf(grid, id);
  expect(['finished', 'failed']).toContain(status);
  const names = await namesIn(grid);
  if (status === 'finished') expect(names).toEqual(['in.txt', 'log.tgz', 'one.txt', 'two.txt']);
  else {
    expect([1153, 1176]).toContain(columns.pilotErrorCode);
    expect(names.filter((name) => name === 'log.tgz')).toEqual(['log.tgz']);
  }
  await grid.expectNothingLeft();
}

describe('kill -9 of runjob', () => {
  it.each(moments)('at %s: the agent saves what there is', async (moment) => {
    const { grid, id, pilot, directory } = await pilotAt(moment);
    const killed = directory !== undefined && killHolder(directory);
    await openGate(grid);
    const { exitCode } = await pilot.ended;
    expect([0, 5]).toContain(exitCode);
    await expectWellEnded(grid, id);
    if (moment === 'payload-started') {
      expect(killed).toBe(true);
      expect(jobOf(grid, id)).toMatchObject({ status: 'failed', columns: { pilotErrorCode: 1176 } });
    }
    if (moment !== 'payload-started' && moment !== 'job-accepted' && moment !== 'input-staged')
      expect(jobOf(grid, id).status).toBe('finished');
  });
});

describe('kill -9 of the agent', () => {
  it.each(moments)('at %s: the next pilot finishes the job', async (moment) => {
    const { grid, id, pilot, killAgent } = await pilotAt(moment);
    await killAgent();
    await openGate(grid);
    await pilot.ended;
    const { exitCode, stderr } = await grid.pilot().ended;
    expect({ known: [0, 7].includes(exitCode ?? -1), stderr: exitCode === 0 || exitCode === 7 ? '' : stderr }).toEqual({
      known: true,
      stderr: '',
    });
    expect(jobOf(grid, id)).toMatchObject({ status: 'finished' });
    await expectWellEnded(grid, id);
  });
});

describe('kill -9 of agent and runjob', () => {
  it.each(moments)('at %s: panda-pilot recover finishes the job', async (moment) => {
    const { grid, id, pilot, directory, killAgent } = await pilotAt(moment);
    await killAgent();
    const killed = directory !== undefined && killHolder(directory);
    await openGate(grid);
    await pilot.ended;
    await grid.pilot([], { command: 'recover' }).ended;
    await expectWellEnded(grid, id);
    if (moment === 'payload-started') {
      expect(killed).toBe(true);
      expect(jobOf(grid, id)).toMatchObject({ status: 'failed', columns: { pilotErrorCode: 1153 } });
    }
  });
});

describe('a directory', () => {
  it('that nobody may take over does not keep the pilot from its work', async () => {
    const grid = await startGrid();
    // A plain file where a lease would be made: taking it fails as another user's directory does, for root too.
    await writeFile(join(grid.workdir, 'Panda_Pilot_1_1'), 'no directory');
    const id = await grid.submit({ transformation: 'true' });
    const { exitCode } = await grid.pilot().ended;
    expect({ exitCode, status: jobOf(grid, id).status }).toEqual({ exitCode: 0, status: 'finished' });
  });

  it('of a living pilot is not touched by another', async () => {
    const grid = await startGrid();
    const payload = await grid.script('slow', `${untilGateOpens(grid)}; echo done > one.txt`);
    const id = await grid.submit({ transformation: payload, outputs: [output('one.txt')], log: log('log.tgz') });
    const first = grid.pilot();
    await untilMoment(grid.workdir, 'payload-started', () => false);
    const second = await grid.pilot([], { command: 'recover' }).ended;
    expect(second.stdout).toBe('nothing to recover\n');
    await openGate(grid);
    await first.ended;
    expect(jobOf(grid, id).status).toBe('finished');
    await grid.expectNothingLeft();
  });
});

/** Kills the runjob that works on `directory`; false when there is none any more. */
function killHolder(directory: string): boolean {
  try {
    const lease = readLease(directory);
    if (lease.kind !== 'held') return false;
    process.kill(lease.owner.pid, 'SIGKILL');
    return true;
  } catch {
    return false; // the directory or the process is gone: the job is over
  }
}
