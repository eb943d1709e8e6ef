import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { type Credential, secret } from '@panda-pilot/credentials';
import { type Fault, type PandaLocal, type PandaLocalOptions, startPandaLocal } from '@panda-pilot/panda-local';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  createPandaClient,
  isAcknowledged,
  isPandaServerError,
  type PandaClient,
  type PandaClientOptions,
  pilotErrorFor,
} from '../src/index.ts';
import { measures, storedLog } from './full-update.ts';

const tokens = [
  { token: 'production', name: 'some pilot', groups: ['atlas', 'atlas/production', 'atlas/pilot'] },
  { token: 'old', name: 'some pilot', groups: ['atlas/production'], expiresAt: new Date('2020-01-01T00:00:00Z') },
];

const bearer = (token: string, origin = 'atlas:production'): Credential => ({
  kind: 'token',
  token: secret(token),
  origin,
  audience: [],
});

interface Meeting {
  readonly server: PandaLocal;
  readonly client: PandaClient;
}

/** A strict server, and a client of it with the production role. */
async function meeting(
  serverOptions: Partial<PandaLocalOptions> = {},
  clientOptions: Partial<PandaClientOptions> = {},
): Promise<Meeting> {
  const server = await startPandaLocal({ directory: await tempDir(), tokens, ...serverOptions });
  onTestFinished(() => server.close());
  const credential = bearer('production');
  const client = createPandaClient({
    url: server.url,
    credential,
    logger: silentLogger,
    timeoutMs: 20_000,
    ...clientOptions,
  });
  onTestFinished(() => client.close());
  return { server, client };
}

const job = {
  queue: 'Q',
  label: 'managed',
  transformation: '/bin/true',
  log: { lfn: 'log.tgz', scope: 's', guid: 'g-log' },
} as const;

async function acquiredId({ server, client }: Meeting): Promise<number> {
  const jobId = await server.submit(job);
  await client.acquireJobs({ siteName: 'Q', prodSourceLabel: 'managed' });
  return jobId;
}

describe('a strict server', () => {
  it('takes a job through its life, with every field there is', async () => {
    const { server, client } = await meeting();
    const jobId = await server.submit(job);
    const acquired = await client.acquireJobs({
      siteName: 'Q',
      jobCount: 1,
      prodSourceLabel: 'managed',
      memoryMB: 4000.5,
      diskSpaceMB: 10_000,
      remainingTimeSeconds: 100_000.5,
      node: 'node',
      computingElement: 'ce',
      withProxyKey: true,
      schedulerId: 's',
      jobType: 'managed',
      serverTimeoutSeconds: 1,
    });
    expect(acquired).toMatchObject({ kind: 'jobs', jobs: [{ PandaID: jobId, swRelease: 'NULL' }] });
    for (const state of ['starting', 'running'] as const) {
      expect(await client.updateJob({ ...measures, jobId, state })).toEqual({ commands: [] });
    }
    const final = {
      ...measures,
      jobId,
      state: 'finished',
      endedAt: new Date(),
      outputReport: { 'log.tgz': storedLog },
    } as const;
    expect(isAcknowledged(await client.updateJob(final), { final: true })).toBe(true);
    expect((await server.settled(jobId)).status).toBe('finished');
    expect(isAcknowledged(await client.updateJob(final), { final: true })).toBe(true);
    expect(await client.getJobStatus([jobId, 999])).toMatchObject([
      { jobId, attemptNumber: 1 },
      { jobId: 999, state: 'not found', attemptNumber: 0 },
    ]);
    await expect(client.acquireJobs({ siteName: 'Q' })).resolves.toEqual({ kind: 'no-job' });
  });

  it('has its orders passed on', async () => {
    const both = await meeting({ pilotSecrets: '{"a":"b"}' });
    const jobId = await acquiredId(both);
    await both.client.updateJob({ jobId, state: 'running' });
    both.server.command(jobId, 'debug');
    both.server.command(jobId, 'tail payload.stdout');
    const answer = await both.client.updateJob({ jobId, state: 'running' });
    expect(answer.commands).toEqual([{ kind: 'debug' }, { kind: 'text', text: 'tail payload.stdout' }]);
    expect(answer.pilotSecrets?.reveal()).toBe('{"a":"b"}');
    both.server.kill(jobId);
    const killed = await both.client.updateJob({ jobId, state: 'running' });
    expect(killed.commands).toContainEqual({ kind: 'tobekilled' });
  });

  it('orders the end of an attempt that it does not know', async () => {
    const both = await meeting();
    const jobId = await acquiredId(both);
    const answer = await both.client.updateJob({ jobId, attemptNumber: 2, state: 'running' });
    expect(answer.commands).toEqual([{ kind: 'tobekilled' }]);
  });

  it('takes updates in bulk', async () => {
    const both = await meeting();
    const jobId = await acquiredId(both);
    const answers = await both.client.updateJobsInBulk([
      { ...measures, jobId, state: 'running' },
      { jobId: 999, state: 'running' },
    ]);
    expect(answers).toEqual([{ commands: [] }, { commands: [{ kind: 'tobekilled' }] }]);
  });

  it('takes workers and nodes', async () => {
    const { server, client } = await meeting();
    await client.updateWorkerStatus({ workerId: 1, harvesterId: 'h', status: 'started', nodeId: 'n' });
    await client.updateWorkerNode({
      site: 'S',
      hostName: 'h',
      cpuModel: 'c',
      queue: 'Q',
      logicalCpuCount: 8,
      socketCount: 1,
      coresPerSocket: 4,
      threadsPerCore: 2,
      cpuArchitecture: 'x86_64',
      cpuArchitectureLevel: 'x86_64-v3',
      clockSpeedMHz: 3000,
      totalMemoryMB: 16_000.2,
      totalLocalDiskGB: 100,
    });
    await client.updateWorkerNodeGpu({
      site: 'S',
      hostName: 'h',
      vendor: 'v',
      model: 'm',
      count: 1,
      vramMB: 1000,
      architecture: 'a',
      framework: 'f',
      frameworkVersion: '1',
      driverVersion: '2',
    });
    expect(server.requests).toHaveLength(3);
  });

  it('gives event ranges', async () => {
    const { server, client } = await meeting();
    const jobId = await server.submit({ ...job, eventRanges: 3 });
    await client.acquireJobs({ siteName: 'Q' });
    await client.updateJob({ jobId, state: 'running' });
    const ranges = await client.acquireEventRanges({ jobId, jobsetId: 1, taskId: 2, rangeCount: 2, scattered: true });
    expect(ranges).toHaveLength(2);
    const [range] = ranges;
    const commands = await client.updateEventRange({
      eventRangeId: range?.eventRangeId ?? '',
      status: 'finished',
      coreCount: 1,
      cpuTimeSeconds: 5,
      objectStoreId: 1,
    });
    expect(commands).toEqual(new Map([[jobId, []]]));
  });

  it('gives credentials to those who may have them', async () => {
    const credentials = {
      permissions: { 'Some Pilot': 'pkt' },
      accessTokens: { pilot_server: 'renewed' },
      tokenKeys: { pilot_server: 'key' },
      keys: { a: 'public', b: 'private' },
    };
    const { client } = await meeting({ credentials });
    const tokenKey = await client.getTokenKey('pilot_server');
    expect(tokenKey.reveal()).toBe('key');
    expect((await client.getAccessToken({ clientName: 'pilot_server', tokenKey })).reveal()).toBe('renewed');
    expect((await client.getKeyPair({ publicKeyName: 'a', privateKeyName: 'b' })).privateKey.reveal()).toBe('private');
    await expect(client.getAccessToken({ clientName: 'pilot_server' })).rejects.toMatchObject({ kind: 'denied' });
    await expect(client.getProxy({})).rejects.toMatchObject({ kind: 'missing' });
  });

  it('is alive', async () => {
    const { client } = await meeting();
    await expect(client.isAlive()).resolves.toBe(true);
  });

  it('is reached over TLS', async () => {
    const pem = (name: string): string => readFileSync(join(import.meta.dirname, 'fixtures/tls', name), 'utf8');
    const tls = { key: pem('loopback.key'), cert: pem('loopback.pem') };
    const both = await meeting({ tls }, { trustedAuthorities: [pem('authority.pem')] });
    await expect(both.client.updateJob({ jobId: await acquiredId(both), state: 'running' })).resolves.toEqual({
      commands: [],
    });
  });
});

describe('a caller who is turned away', () => {
  it.each([
    ['an expired token', bearer('old'), 1373],
    ['a token that nobody issued', bearer('forged'), 1163],
    ['a foreign VO', bearer('production', 'cms:production'), 1163],
    ['the role pilot, which is not enough', bearer('production', 'atlas:pilot'), 1177],
    ['an origin without a role', bearer('production', 'atlas'), 1177],
    ['no credential', { kind: 'none' } as const, 1163],
  ])('for %s is told so', async (_, credential, code) => {
    const { client } = await meeting({}, { credential });
    const error: unknown = await client.updateJob({ jobId: 1, state: 'running' }).catch((reason: unknown) => reason);
    if (!isPandaServerError(error, 'denied')) throw error;
    expect(error.retryable).toBe(false);
    expect(pilotErrorFor(error).code).toBe(code);
  });
});

describe.each([
  ['v1', 'pilot/update_job'],
  ['classic', 'updateJob'],
] as const)('a server that misbehaves in its API %s', (api, method) => {
  it.each<[Fault, string]>([
    ['hang', 'timed-out'],
    ['cut', 'connection-lost'],
    [{ kind: 'cut', at: 'middle' }, 'connection-lost'],
    [{ kind: 'slow', bytesPerSecond: 20 }, 'timed-out'],
    [{ kind: 'http', status: 500 }, 'http'],
    [{ kind: 'http', status: 403 }, 'denied'],
    ['html', 'bad-answer'],
    ['garbage', 'bad-answer'],
    ['database-error', 'database'],
  ])('by %j is called %s, and the same client goes on', async (fault, kind) => {
    const both = await meeting({ apis: [api] }, { api });
    const jobId = await acquiredId(both);
    // Twice: on a kept connection that is cut, the first call is repeated.
    both.server.misbehave({ method, fault, times: 2 });
    const bounds = { timeoutMs: kind === 'timed-out' ? 300 : 20_000 };
    await expect(both.client.updateJob({ jobId, state: 'running' }, bounds)).rejects.toMatchObject({ kind });
    await expect(both.client.getJobStatus([jobId])).resolves.toHaveLength(1);
  });

  it('after a final update has been taken answers the repeated one as done', async () => {
    const both = await meeting({ apis: [api], adder: 'manual' }, { api });
    const jobId = await acquiredId(both);
    const final = { jobId, state: 'finished', outputReport: { 'log.tgz': storedLog } } as const;
    both.server.misbehave({ method, fault: { kind: 'after' } });
    const answer = await both.client.updateJob(final).catch(() => both.client.updateJob(final));
    expect(answer.commands).toEqual([{ kind: 'alreadydone' }]);
    both.server.runAdder();
    expect((await both.server.settled(jobId)).status).toBe('finished');
  });
});
