import { describe, expect, it } from 'vitest';
import type { PandaLocal } from '../../../src/index.ts';
import { fullJob, goodReport } from '../../local-server.ts';
import { call, classicServer, post, send } from '../classic-call.ts';

async function withJob(): Promise<{ server: PandaLocal; jobId: number }> {
  const server = await classicServer({ pilotSecrets: '{"a":"b"}' });
  return { server, jobId: await server.submit(fullJob) };
}

it('takes a job to its end', async () => {
  const { server, jobId } = await withJob();
  expect(await post(server, 'updateJob', { jobId: String(jobId), state: 'starting' })).toBe(
    'StatusCode=0&command=NULL',
  );
  expect(await call(server, 'updateJob', { jobId, state: 'running', attemptNr: '1' })).toEqual({
    StatusCode: 0,
    command: 'NULL',
  });
  expect(await call(server, 'updateJob', { jobId, state: 'finished', xml: goodReport })).toEqual({
    StatusCode: 0,
    command: 'NULL',
  });
  expect(server.job(jobId)?.status).toBe('finished');
  expect(await call(server, 'updateJob', { jobId, state: 'finished' })).toEqual({
    StatusCode: 0,
    command: 'tobekilled',
  });
});

it('passes orders on', async () => {
  const { server, jobId } = await withJob();
  server.command(jobId, 'debug');
  server.command(jobId, 'tail payload.stdout');
  expect(await call(server, 'updateJob', { jobId, state: 'running' })).toEqual({
    StatusCode: 0,
    command: 'debug,tail payload.stdout',
    pilotSecrets: '{"a":"b"}',
  });
});

it('orders the end of another attempt', async () => {
  const { server, jobId } = await withJob();
  expect(await call(server, 'updateJob', { jobId, state: 'running', attemptNr: 2 })).toMatchObject({
    command: 'tobekilled',
  });
  expect(await call(server, 'updateJob', { jobId, state: 'running', attemptNr: 'x' })).toMatchObject({
    command: 'NULL',
  });
});

it.each([
  { jobId: 'NULL', state: 'running' },
  { jobId: '1', state: 'sleeping' },
])('calls %j a success, without a command', async (given) => {
  const { server } = await withJob();
  expect(await post(server, 'updateJob', given)).toBe('StatusCode=0');
});

it('says alreadydone of a second final report', async () => {
  const server = await classicServer({ adder: 'manual' });
  const jobId = await server.submit(fullJob);
  await call(server, 'updateJob', { jobId, state: 'finished' });
  expect(await post(server, 'updateJob', { jobId: String(jobId), state: 'finished' })).toBe(
    'StatusCode=0&command=alreadydone',
  );
});

it('fails, once and for all, for a batch id that changes', async () => {
  const { server, jobId } = await withJob();
  await call(server, 'updateJob', { jobId, state: 'running', batchID: 'a.1' });
  expect(await call(server, 'updateJob', { jobId, state: 'running', batchID: 'b.2' })).toEqual({ StatusCode: 30 });
});

describe('columns', () => {
  const stored = async (given: object): Promise<object | undefined> => {
    const { server, jobId } = await withJob();
    expect(await call(server, 'updateJob', { jobId, state: 'running', ...given })).toMatchObject({ StatusCode: 0 });
    return server.job(jobId)?.columns;
  };

  it('keep rates, fractions and the sizes of codes', async () => {
    expect(
      await stored({
        pilotErrorCode: '-1213',
        transExitCode: '2',
        meanCoreCount: '1.5',
        coreCount: 8,
        maxRSS: '1024.7',
        avgRSS: 12.5,
        totRCHAR: 2048,
        rateRCHAR: '2048.9',
        totWBYTES: '99999999999999',
        nEvents: '5',
        cpuConsumptionTime: 12,
        jobMetrics: 'leak=-3.5 chi2=1.0',
        startTime: '2026-11-02 10:00:00',
        endTime: 1_700_000_000.5,
      }),
    ).toMatchObject({
      pilotErrorCode: 1213,
      transExitCode: 2,
      meanCoreCount: 1.5,
      actualCoreCount: 8,
      maxRSS: 1024,
      avgRSS: 12,
      totRCHAR: 2,
      rateRCHAR: 2048,
      totWBYTES: 10 ** 10 - 1,
      nEvents: 5,
      cpuConsumptionTime: 12,
      memory_leak: -3,
      memory_leak_x2: 1,
      startTime: '2026-11-02 10:00:00',
    });
  });

  it('are as wide as those of the other API', async () => {
    const columns = await stored({ node: 'n'.repeat(200), pilotErrorDiag: 'd'.repeat(600), schedulerID: 5 });
    expect(columns).toMatchObject({
      modificationHost: 'n'.repeat(128),
      pilotErrorDiag: 'd'.repeat(500),
      schedulerID: '5',
    });
  });

  it('are left as they were by codes that are none', async () => {
    expect(await stored({ pilotErrorCode: 'x', transExitCode: '' })).not.toHaveProperty('pilotErrorCode');
  });

  it.each([
    [{ node: 5 }, 500, "'int' object is not subscriptable"],
    [{ totRCHAR: '1.5' }, 500, "invalid literal for int() with base 10: '1.5'"],
    [{ avgRSS: 'much' }, 500, "could not convert string to float: 'much'"],
    [{ nEvents: 'many' }, 200, 'StatusCode=30'],
  ])('cannot hold %j', async (given, status, text) => {
    const { server, jobId } = await withJob();
    const form = { jobId: String(jobId), state: 'running' };
    if ('node' in given) {
      expect(await call(server, 'updateJob', { ...form, ...given })).toBe(text);
    } else {
      const body = new URLSearchParams({ ...form, ...(given as Record<string, string>) });
      expect(await send(server, 'updateJob', { method: 'POST', body })).toMatchObject({ status, text });
    }
    expect(server.job(jobId)?.columns).toEqual({});
  });
});
