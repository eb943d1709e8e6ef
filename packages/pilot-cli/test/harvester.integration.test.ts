import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jobOf, log, output, startGrid } from './grid.ts';

describe('with Harvester', () => {
  it('in push mode runs the jobs that lie there, all of them, and tells Harvester alone', async () => {
    const grid = await startGrid();
    const shared = join(grid.directory, 'shared');
    await mkdir(shared);
    const payload = await grid.script('payload', 'echo data > out-$PandaID.txt');
    const wire = (PandaID: number): object => ({
      PandaID,
      attemptNr: 1,
      prodSourceLabel: 'managed',
      transformation: payload,
      jobPars: '',
      outFiles: `out-${PandaID}.txt,log-${PandaID}.tgz`,
      scopeOut: 'test',
      scopeLog: 'test',
      logFile: `log-${PandaID}.tgz`,
      logGUID: 'LOG-GUID',
    });
    await writeFile(join(shared, 'pandaJobData.out'), JSON.stringify({ 4711: wire(4711), 4712: wire(4712) }));
    await writeFile(join(shared, 'kill_worker'), '');
    const { exitCode, stderr } = await grid.pilot(
      [
        '--harvester',
        'push',
        '--harvester-dir',
        shared,
        '--harvester-data-dir',
        shared,
        '--server-updates',
        'false',
        '--timefloor',
        '0',
      ],
      { cwd: shared },
    ).ended;
    expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(await readFile(join(shared, 'worker_attributes.json'), 'utf8'))).toMatchObject({
      jobStatus: 'finished',
    });
    const stored = JSON.parse(await readFile(join(shared, 'event_status.dump.json'), 'utf8')) as object;
    expect(Object.keys(stored)).toEqual(['4711', '4712']);
    expect(await readdir(shared)).toEqual(expect.arrayContaining(['kill_worker', 'pandaIDs.out']));
    expect(grid.server.requests).toEqual([]);
    await grid.expectNothingLeft();
  });

  it('gives back what it does not begin, and ends the worker even where no job can be asked for', async () => {
    const grid = await startGrid();
    const jobs = { 1: { PandaID: 1, transformation: 'true' }, 2: { PandaID: 2, transformation: 'true' } };
    await writeFile(join(grid.directory, 'pandaJobData.out'), JSON.stringify(jobs));
    const options = ['--harvester', 'push', '--server-updates', 'false', '--timefloor', '0', '--max-jobs', '1'];
    expect(await grid.pilot(options, { cwd: grid.directory }).ended).toMatchObject({ exitCode: 5 });
    expect(JSON.parse(await readFile(join(grid.directory, 'pandaJobData.out'), 'utf8'))).toEqual({ 2: jobs[2] });
    const elsewhere = join(grid.directory, 'elsewhere');
    await mkdir(elsewhere);
    const blind = [...options, '--queuedata', join(elsewhere, 'none.json')];
    expect(await grid.pilot(blind, { cwd: elsewhere }).ended).toMatchObject({ exitCode: 3 });
    expect(await readdir(elsewhere)).toEqual(['kill_worker']);
  });

  it('off asks every job after the first of the same task when it is told to, and leaves no file where it was started', async () => {
    const grid = await startGrid();
    const start = join(grid.directory, 'start');
    await mkdir(start);
    const job = { transformation: 'true', outputs: [output('x')].slice(1), log: log('log.tgz') };
    const first = await grid.submit({ ...job, raw: { taskID: 7 } });
    const other = await grid.submit({ ...job, log: log('log2.tgz'), raw: { taskID: 8 } });
    await grid.pilot(['--same-task', 'true'], { cwd: start }).ended;
    expect([jobOf(grid, first).status, jobOf(grid, other).status]).toEqual(['finished', 'activated']);
    expect(grid.server.requests.at(-1)?.arguments).toMatchObject({ task_id: 7 });
    expect(await readdir(start)).toEqual([]);
  });
});
