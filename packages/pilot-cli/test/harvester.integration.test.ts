import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jobOf, log, output, startGrid } from './grid.ts';

describe('with Harvester', () => {
  it('in push mode takes the job that lies there, and tells Harvester alone', async () => {
    const grid = await startGrid();
    const shared = join(grid.directory, 'shared');
    await mkdir(shared);
    const payload = await grid.script('payload', 'echo data > out.txt');
    const wire = {
      PandaID: 4711,
      attemptNr: 1,
      prodSourceLabel: 'managed',
      transformation: payload,
      jobPars: '',
      outFiles: 'out.txt,log.tgz',
      scopeOut: 'test',
      scopeLog: 'test',
      logFile: 'log.tgz',
      logGUID: 'LOG-GUID',
    };
    await writeFile(join(shared, 'pandaJobData.out'), JSON.stringify({ 4711: wire }));
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
    expect(await readFile(join(shared, 'event_status.dump.json'), 'utf8')).toContain('4711');
    expect(await readdir(shared)).toEqual(expect.arrayContaining(['kill_worker', 'pandaIDs.out']));
    expect(grid.server.requests).toEqual([]);
    await grid.expectNothingLeft();
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
