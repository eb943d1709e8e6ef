import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { jobOf, log, startGrid } from './grid.ts';

describe('the agent', () => {
  it('runs as many jobs at once as it has slots', async () => {
    const grid = await startGrid();
    // Each payload waits for the other's file: one after the other they would wait for ever.
    const payload = await grid.script(
      'meet',
      `touch ${grid.directory}/$1; while [ ! -e ${grid.directory}/$2 ]; do sleep 0.02; done`,
    );
    const first = await grid.submit({ transformation: payload, parameters: 'a b', wallSeconds: 20 });
    const second = await grid.submit({ transformation: payload, parameters: 'b a', wallSeconds: 20 });
    const { exitCode } = await grid.pilot(['--slots', '2']).ended;
    expect({ exitCode, first: jobOf(grid, first).status, second: jobOf(grid, second).status }).toEqual({
      exitCode: 0,
      first: 'finished',
      second: 'finished',
    });
    const asked = grid.server.requests.find(({ method }) => method === 'pilot/acquire_jobs');
    expect(asked?.arguments).toMatchObject({ memory: expect.any(Number) });
    await grid.expectNothingLeft();
  });

  it('asks for no further job after three that failed', async () => {
    const grid = await startGrid();
    const ids: number[] = [];
    for (let count = 0; count < 4; count += 1) ids.push(await grid.submit({ transformation: 'false' }));
    const { exitCode } = await grid.pilot().ended;
    expect(exitCode).toBe(5);
    expect(ids.map((id) => jobOf(grid, id).status)).toEqual(['failed', 'failed', 'failed', 'activated']);
  });

  it('finishes what runs and takes no more after SIGUSR2', async () => {
    const grid = await startGrid();
    const gate = join(grid.directory, 'gate');
    const payload = await grid.script('gated', `until [ -e ${gate} ]; do sleep 0.02; done`);
    const first = await grid.submit({ transformation: payload });
    const second = await grid.submit({ transformation: payload });
    const pilot = grid.pilot();
    while (jobOf(grid, first).status !== 'running') await sleep(10);
    process.kill((await pilot.started) ?? 0, 'SIGUSR2');
    await writeFile(gate, '');
    const { exitCode } = await pilot.ended;
    expect({ exitCode, first: jobOf(grid, first).status, second: jobOf(grid, second).status }).toEqual({
      exitCode: 0,
      first: 'finished',
      second: 'activated',
    });
  });

  it('stops a job in time for its log when the slot ends, and says so', async () => {
    const grid = await startGrid();
    const payload = await grid.script('long', 'exec sleep 60');
    const id = await grid.submit({ transformation: payload, log: log('log.tgz') });
    const { exitCode } = await grid.pilot(['--lifetime', '3', '--grace', '1']).ended;
    expect(exitCode).toBe(6);
    expect(jobOf(grid, id)).toMatchObject({ status: 'failed', columns: { pilotErrorCode: 1213 } });
    expect(grid.server.requests[0]?.arguments).toMatchObject({ remaining_time: expect.any(Number) });
    await grid.expectNothingLeft();
  });

  it('sends the payload’s last lines, or what the operator asks for, while the job is in debug mode', async () => {
    const grid = await startGrid();
    const gate = join(grid.directory, 'gate');
    const payload = await grid.script('talk', `echo "event 42 done"; until [ -e ${gate} ]; do sleep 0.02; done`);
    const id = await grid.submit({ transformation: payload });
    grid.server.command(id, 'debug');
    const { ended } = grid.pilot(['--heartbeat', '0.1', '--debug-heartbeat', '0.1']);
    const told = (): boolean =>
      grid.server.requests.some(({ arguments: given }) =>
        JSON.stringify(given?.['stdout'] ?? '').includes('event 42 done'),
      );
    await expect.poll(told, { timeout: 20_000 }).toBe(true);
    await writeFile(gate, '');
    await ended;
    expect(jobOf(grid, id).status).toBe('finished');
  });

  it('asks a server without a job again when it is told to', async () => {
    const grid = await startGrid();
    const pilot = grid.pilot(['--job-requests', '2']);
    while (grid.server.requests.length === 0) await sleep(10);
    process.kill((await pilot.started) ?? 0, 'SIGUSR2');
    const { exitCode } = await pilot.ended;
    expect(exitCode).toBe(7);
  });
});
