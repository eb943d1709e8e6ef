import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openHttpRelay } from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Grid, jobOf, log, namesIn, output, startGrid } from './grid.ts';

async function untilFile(path: string): Promise<void> {
  while (!existsSync(path)) await sleep(5);
}

/** Starts a pilot whose payload runs, and resolves once it does; what it does of a signal is settled by then. */
async function withRunningPayload(
  lines: string,
  grid: Grid,
  { onTerm, graceSeconds = 1 }: { readonly onTerm?: string; readonly graceSeconds?: number } = {},
): Promise<{ id: number; pilot: ReturnType<Grid['pilot']> }> {
  const ready = join(grid.directory, 'ready');
  const trap = onTerm === undefined ? '' : `trap '${onTerm}' TERM; `;
  const payload = await grid.script('payload', `${trap}echo working; touch ${ready}; ${lines}`);
  const id = await grid.submit({ transformation: payload, outputs: [output('out.txt')], log: log('log.tgz') });
  const pilot = grid.pilot(['--grace', String(graceSeconds)]);
  await untilFile(ready);
  return { id, pilot };
}

describe('SIGTERM to the pilot', () => {
  it('stops the payload, stores the log, reports 1201 and exits with 143', async () => {
    const grid = await startGrid();
    const { id, pilot } = await withRunningPayload('exec sleep 60', grid);
    const stoppedAt = performance.now();
    process.kill((await pilot.started) ?? 0, 'SIGTERM');
    const { exitCode } = await pilot.ended;
    expect(performance.now() - stoppedAt).toBeLessThan(20_000);
    const { status, columns } = jobOf(grid, id);
    expect({ exitCode, status, code: columns.pilotErrorCode }).toEqual({ exitCode: 143, status: 'failed', code: 1201 });
    expect(await namesIn(grid)).toEqual(['log.tgz']);
    await grid.expectNothingLeft();
  });

  it('kills a payload that ignores it after the grace', async () => {
    const grid = await startGrid();
    const { id, pilot } = await withRunningPayload('while :; do sleep 0.1; done', grid, { onTerm: '' });
    const stoppedAt = performance.now();
    process.kill((await pilot.started) ?? 0, 'SIGTERM');
    const { exitCode } = await pilot.ended;
    expect(performance.now() - stoppedAt).toBeLessThan(20_000);
    expect({ exitCode, status: jobOf(grid, id).status }).toEqual({ exitCode: 143, status: 'failed' });
    await grid.expectNothingLeft();
  });

  it('that comes twice is obeyed at once; the next pilot finishes the job', async () => {
    const grid = await startGrid();
    const [heard, gate] = [join(grid.directory, 'heard'), join(grid.directory, 'gate')];
    const { id, pilot } = await withRunningPayload(`until [ -e ${gate} ]; do sleep 0.05; done`, grid, {
      onTerm: `touch ${heard}`,
      // Longer than a pilot may take here: whoever waits for the payload fails.
      graceSeconds: 100,
    });
    const pid = (await pilot.started) ?? 0;
    process.kill(pid, 'SIGTERM');
    // Two signals that nobody has looked at yet would be one.
    await untilFile(heard);
    process.kill(pid, 'SIGTERM');
    expect((await pilot.ended).exitCode).toBe(143);
    await writeFile(gate, '');
    await grid.pilot([], { command: 'recover' }).ended;
    expect(jobOf(grid, id)).toMatchObject({ status: 'failed', columns: { pilotErrorCode: 1201 } });
    await grid.expectNothingLeft();
  });

  it.each([
    ['SIGINT', 1208, 130],
    ['SIGHUP', 1200, 129],
    ['SIGQUIT', 1202, 131],
    ['SIGXCPU', 1204, 152],
    ['SIGUSR1', 1207, 138],
    ['SIGSEGV', 1203, 139],
    ['SIGBUS', 1206, 135],
  ] as const)('has relatives: %s is reported as %i and exits with %i', async (signal, code, exit) => {
    const grid = await startGrid();
    const { id, pilot } = await withRunningPayload('exec sleep 60', grid);
    process.kill((await pilot.started) ?? 0, signal);
    const { exitCode } = await pilot.ended;
    expect({ exitCode, code: jobOf(grid, id).columns.pilotErrorCode }).toEqual({ exitCode: exit, code });
    await grid.expectNothingLeft();
  });

  it('while a job is on its way lets it arrive, and reports it instead of losing it', async () => {
    const grid = await startGrid();
    const id = await grid.submit({ transformation: 'true', log: log('log.tgz') });
    const relay = await openHttpRelay(Number(new URL(grid.server.url).port));
    onTestFinished(() => relay.close());
    const asked = relay.suffer('silence', { request: /^POST \/api\/v1\/pilot\/acquire_jobs /, nth: 1 });
    const pilot = grid.pilot(['--url', relay.url]);
    await asked;
    process.kill((await pilot.started) ?? 0, 'SIGTERM');
    relay.recover();
    const { exitCode } = await pilot.ended;
    expect({ exitCode, code: jobOf(grid, id).columns.pilotErrorCode }).toEqual({ exitCode: 143, code: 1201 });
    await grid.expectNothingLeft();
  });

  it('while the pilot waits for a job ends it soon', async () => {
    const grid = await startGrid();
    grid.server.misbehave({ method: 'pilot/acquire_jobs', fault: 'hang', times: 10 });
    const pilot = grid.pilot();
    while (grid.server.requests.length === 0) await sleep(10);
    process.kill((await pilot.started) ?? 0, 'SIGTERM');
    const { exitCode, durationMs } = await pilot.ended;
    expect(exitCode).toBe(143);
    expect(durationMs).toBeLessThan(20_000);
    await grid.expectNothingLeft();
  });
});
