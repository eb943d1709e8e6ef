import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { noCredential } from '@panda-pilot/credentials';
import { createPandaClient } from '@panda-pilot/panda-client';
import type { JournalEvent } from '@panda-pilot/runjob';
import { releaseLease, takeLease } from '@panda-pilot/lease';
import { openHttpRelay, tempDir } from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { mostRecoveries } from '../../src/recovery/cases.ts';
import { mostJobsAPilot } from '../../src/recovery/recovery.ts';
import { ownerDn, writeCredentials } from '../launch/credentials.ts';
import { type Grid, jobOf, startGrid } from '../grid.ts';
import { type LeftJob, leaveJob, leaveSite } from './dead-site.ts';

const taken: JournalEvent = { event: 'recovery-begun', pid: 1 };

interface Leaving extends Omit<LeftJob, 'queue'> {
  readonly count?: number;
  readonly events?: readonly JournalEvent[];
}

/** Takes `count` jobs off the server as a pilot would, and leaves them as one that has died. */
async function leaveJobs(
  grid: Grid,
  { count = 1, events = [], wire = {}, launch }: Leaving = {},
): Promise<{ readonly ids: readonly number[]; readonly paths: readonly string[] }> {
  const ids = await Promise.all(Array.from({ length: count }, () => grid.submit({ transformation: 'true' })));
  const client = createPandaClient({ url: grid.server.url, credential: noCredential, logger: silentLogger });
  const acquired = await client.acquireJobs({ siteName: 'TEST_QUEUE', jobCount: count });
  client.close();
  const wires = acquired.kind === 'jobs' ? acquired.jobs : [];
  expect(wires.length).toBe(count);
  const site = await leaveSite(grid.workdir);
  const paths = await Promise.all(
    ids.map((id, index) =>
      leaveJob(site, id, events, {
        queue: 'TEST_QUEUE',
        wire: { ...Object(wires[index]), PandaID: id, ...wire },
        ...(launch === undefined ? {} : { launch }),
      }),
    ),
  );
  return { ids, paths };
}

async function recover(grid: Grid, args: readonly string[] = []): Promise<string> {
  return (await grid.pilot(args, { command: 'recover' }).ended).stdout;
}

const methods = ({ server }: Grid): string[] => server.requests.map(({ method }) => method).slice(1);

describe('panda-pilot recover', () => {
  it('finishes a job after asking the server about it', async () => {
    const grid = await startGrid();
    const { ids } = await leaveJobs(grid, { events: Array.from({ length: mostRecoveries - 1 }, () => taken) });
    expect(await recover(grid)).toBe(`job ${ids[0]}: finished\n`);
    expect(methods(grid)).toEqual(['pilot/get_job_status', 'pilot/update_job']);
    await grid.expectNothingLeft();
  });

  it('gives up a job that fifteen pilots could not finish', async () => {
    const grid = await startGrid();
    const { ids } = await leaveJobs(grid, { events: Array.from({ length: mostRecoveries }, () => taken) });
    expect(JSON.parse(await recover(grid, ['--json']))).toMatchObject({
      type: 'recovered',
      jobs: [{ pandaId: ids[0], state: 'failed', error: { code: 1158, name: 'LOST_JOB_MAXED_OUT' } }],
      undelivered: 0,
    });
    expect(jobOf(grid, ids[0] ?? 0)).toMatchObject({ status: 'failed', columns: { pilotErrorCode: 1158 } });
    await grid.expectNothingLeft();
  });

  it('does nothing for a job whose next attempt is under way', async () => {
    const grid = await startGrid();
    const { ids } = await leaveJobs(grid, { wire: { attemptNr: 7 } });
    expect(await recover(grid)).toBe('nothing to recover\n');
    expect([methods(grid), jobOf(grid, ids[0] ?? 0).status]).toEqual([['pilot/get_job_status'], 'sent']);
    await grid.expectNothingLeft();
  });

  it('does not touch a job that it cannot ask about', async () => {
    const grid = await startGrid();
    const { paths } = await leaveJobs(grid);
    grid.server.misbehave({ method: 'pilot/get_job_status', fault: 'html', times: 9 });
    expect(await recover(grid, ['--server-patience', '0'])).toBe('nothing to recover\n');
    expect(await readdir(paths[0] ?? '')).toEqual(['job.json', 'journal.jsonl', 'work']);
  });

  it.each([
    ['asks for a new one', 3600, 'finished'],
    ['does not start the payload when there is none', -60, 'failed'],
  ])('%s where the proxy of the owner has ended meanwhile', async (_, lastsSeconds, status) => {
    const { bad, caDirectory, proxyFor } = await writeCredentials();
    const fresh = proxyFor(lastsSeconds);
    const credentials = { permissions: { 'Local User': 'p' }, proxies: { [ownerDn]: fresh } };
    const grid = await startGrid({ credentials });
    const seen = join(grid.directory, 'seen');
    const { ids, paths } = await leaveJobs(grid, {
      wire: { prodUserID: ownerDn, transformation: await grid.script('p', `cp "$X509_USER_PROXY" ${seen}`) },
      launch: (directory) => ({
        launcher: 'none',
        otherAccount: false,
        policy: { demands: [], network: 'shared', readable: [], limits: {} },
        secrets: [],
        payloadProxy: join(directory, 'owner-proxy'),
        transfersAs: 'payload',
      }),
    });
    await writeFile(join(paths[0] ?? '', 'owner-proxy'), bad.expired, { mode: 0o600 });
    await recover(grid, ['--payload-proxy', 'server', '--payload-proxy-minutes', '0', '--ca-directory', caDirectory]);
    expect(jobOf(grid, ids[0] ?? 0)).toMatchObject({
      status,
      columns: status === 'failed' ? { pilotErrorCode: 1373 } : {},
    });
    expect(existsSync(seen) && (await readFile(seen, 'utf8'))).toBe(status === 'finished' && fresh);
  });

  it('waits for a runjob that takes the job after the look at it, and finishes what that leaves', async () => {
    const grid = await startGrid();
    const { ids, paths } = await leaveJobs(grid);
    const [path = ''] = paths;
    const relay = await openHttpRelay(Number(new URL(grid.server.url).port));
    onTestFinished(() => relay.close());
    const asked = relay.suffer('silence', { request: /get_job_status/, nth: 1 });
    const recovering = recover(grid, ['--url', relay.url]);
    await asked;
    expect(await takeLease(path)).toBe(true);
    relay.recover();
    await expect
      .poll(() => readFile(join(path, 'runjob.stderr'), 'utf8').catch(() => ''), { timeout: 20_000 })
      .toContain('is held by');
    await releaseLease(path);
    expect(await recovering).toBe(`job ${ids[0]}: finished\n`);
    await grid.expectNothingLeft();
  });

  it('takes up twenty jobs and leaves the others to the next pilot', async () => {
    const grid = await startGrid();
    const { ids, paths } = await leaveJobs(grid, { count: mostJobsAPilot + 1 });
    for (const [index, path] of paths.entries())
      await writeFile(join(path, 'report.json'), JSON.stringify(failedReport(ids[index] ?? 0)));
    expect((await recover(grid)).trim().split('\n').length).toBe(mostJobsAPilot);
    expect(paths.filter((path) => existsSync(path)).length).toBe(1);
    expect((await recover(grid)).trim().split('\n').length).toBe(1);
    await grid.expectNothingLeft();
  });
});

it('what a server would not take waits in the recovery directory for a pilot of another work directory', async () => {
  const recoverdir = join(await tempDir(), 'recover');
  const grid = await startGrid({ queuedata: { recoverdir } });
  const id = await grid.submit({ transformation: 'true' });
  grid.server.misbehave({ method: 'pilot/update_job', fault: { kind: 'http', status: 500, body: '' }, times: 3 });
  const { exitCode } = await grid.pilot(['--report-patience', '0']).ended;
  expect([exitCode, (await readdir(recoverdir)).length]).toEqual([4, 1]);
  await grid.expectNothingLeft();
  const next = await startGrid({ queuedata: { recoverdir } });
  expect((await next.pilot(['--url', grid.server.url], { command: 'recover' }).ended).stdout).toBe(
    `job ${id}: finished\n`,
  );
  expect([jobOf(grid, id).status, await readdir(recoverdir)]).toEqual(['finished', []]);
});

function failedReport(pandaId: number): object {
  const error = { type: 'error', code: 1153, name: 'LOST_JOB_NOT_FINISHED', message: 'm', hint: 'h', details: {} };
  const nothing = { payload: {}, inputs: [], outputs: [], timings: {}, logExtract: '' };
  return { version: 1, pandaId, attemptNumber: 0, state: 'failed', error, ...nothing };
}
