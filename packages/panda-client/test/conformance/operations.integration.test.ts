import { secret } from '@panda-pilot/credentials';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PandaClient } from '../../src/index.ts';
import { contractNames, type Operation, operations, othersBusiness } from './contract.ts';
import { type GridServer, gridServer, identities } from './grid-server.ts';

/** A job of its own for each trial. */
interface Meeting {
  readonly client: PandaClient;
  readonly jobId: number;
  readonly command: (text: string) => void;
}

type Trial = (meeting: Meeting) => Promise<void>;

const checksum = { algorithm: 'adler32', value: '00000001' } as const;

/** What each method is worth: the answer that a server gives to a caller who may. */
const trials: Readonly<Record<Operation['call'], Trial>> = {
  async acquireJobs({ client, jobId }) {
    const acquired = await client.acquireJobs({ siteName: `Q${jobId}`, memoryMB: 4000.5, withProxyKey: true });
    expect(acquired).toMatchObject({ kind: 'jobs', jobs: [{ PandaID: jobId, credname: '' }] });
    await expect(client.acquireJobs({ siteName: `Q${jobId}` })).resolves.toEqual({ kind: 'no-job' });
  },
  async updateJob({ client, jobId, command }) {
    await expect(client.updateJob({ jobId, state: 'running' })).resolves.toEqual({ commands: [] });
    command('tail payload.stdout');
    const { commands } = await client.updateJob({ jobId, state: 'running' });
    expect(commands).toEqual([{ kind: 'text', text: 'tail payload.stdout' }]);
  },
  async updateJobsInBulk({ client, jobId }) {
    const updates = [jobId, 999_999].map((each) => ({ jobId: each, state: 'running' }) as const);
    const answers = await client.updateJobsInBulk(updates);
    expect(answers).toEqual([{ commands: [] }, { commands: [{ kind: 'tobekilled' }] }]);
  },
  async getJobStatus({ client, jobId }) {
    await expect(client.getJobStatus([jobId, 999_999])).resolves.toEqual([
      { jobId, state: 'activated', attemptNumber: 1 },
      { jobId: 999_999, state: 'not found', attemptNumber: 0 },
    ]);
  },
  async checkJobs({ client, jobId }) {
    await expect(client.checkJobs([jobId])).resolves.toMatchObject([{ jobId, state: 'activated' }]);
  },
  async setDebugMode({ client, jobId }) {
    await client.setDebugMode({ jobId, mode: 'on' });
    const on = await client.updateJob({ jobId, state: 'running' });
    expect([on.commands, on.pilotSecrets?.reveal()]).toEqual([[{ kind: 'debug' }], '{"a":"b"}']);
    await client.setDebugMode({ jobId, mode: 'off' });
    await expect(client.updateJob({ jobId, state: 'running' })).resolves.toEqual({ commands: [] });
  },
  async updateWorkerStatus({ client }) {
    await client.updateWorkerStatus({ workerId: 1, harvesterId: 'h', status: 'started', nodeId: 'n', siteName: 'S' });
    await client.updateWorkerStatus({ workerId: 1, harvesterId: 'h', status: 'finished' });
  },
  async updateWorkerNode({ client }) {
    await client.updateWorkerNode({ site: 'S', hostName: 'slot@h', cpuModel: 'c', queue: 'Q', clockSpeedMHz: 3000 });
    await client.updateWorkerNode({ site: 'S', hostName: 'h', cpuModel: 'c', totalMemoryMB: 1.5, logicalCpuCount: 8 });
  },
  async updateWorkerNodeGpu({ client }) {
    await client.updateWorkerNodeGpu({ site: 'S', hostName: 'h', vendor: 'v', model: 'm', count: 2, vramMB: 1000 });
  },
  async acquireEventRanges(meeting) {
    const [range] = await rangesOf(meeting, 1);
    expect(range).toMatchObject({ eventRangeId: `0-${meeting.jobId}-1-1-1`, startEvent: 1 });
  },
  async countEventRanges(meeting) {
    await rangesOf(meeting, 1);
    const { client, jobId } = meeting;
    await expect(client.countEventRanges({ jobId, jobsetId: 1, taskId: 0 })).resolves.toBe(2);
  },
  async getEventRangeStatuses(meeting) {
    const [range] = await rangesOf(meeting, 1);
    const { client, jobId } = meeting;
    const known = await client.getEventRangeStatuses([{ jobId, taskId: 0 }]);
    expect(known.get(jobId)?.get(range?.eventRangeId ?? '')).toEqual({ status: 'sent' });
    expect(known.get(jobId)?.size).toBe(3);
  },
  async updateEventRange(meeting) {
    const [range] = await rangesOf(meeting, 1);
    meeting.command('softkill');
    const update = { eventRangeId: range?.eventRangeId ?? '', status: 'finished', cpuTimeSeconds: 5 } as const;
    const commands = await meeting.client.updateEventRange({ ...update, coreCount: 1, objectStoreId: 1 });
    expect(commands).toEqual(new Map([[meeting.jobId, [{ kind: 'softkill' }]]]));
  },
  async updateEventRanges(meeting) {
    const [range] = await rangesOf(meeting, 1);
    const { taken } = await meeting.client.updateEventRanges([
      { eventRangeId: range?.eventRangeId ?? '', status: 'failed', errorCode: 1, errorDiag: 'd' },
      { eventRangeId: 'no-such-range', status: 'finished' },
    ]);
    expect(taken).toEqual([true, false]);
  },
  async updateZippedEventRanges(meeting) {
    const ranges = await rangesOf(meeting, 2);
    const zipFile = { lfn: 'z.zip', objectStoreId: 1, sizeBytes: 5, checksum };
    const done = ranges.map(({ eventRangeId }) => ({ eventRangeId, status: 'finished' }) as const);
    const { taken } = await meeting.client.updateZippedEventRanges([{ zipFile, ranges: done }]);
    expect(taken).toEqual([true, true]);
  },
  async getProxy({ client }) {
    expect((await client.getProxy({ dn: '/CN=somebody', role: 'production' })).reveal()).toBe('PEM');
    await expect(client.getProxy({ dn: '/CN=nobody' })).rejects.toMatchObject({ kind: 'missing' });
  },
  async getKeyPair({ client }) {
    const { publicKey, privateKey } = await client.getKeyPair({ publicKeyName: 'a', privateKeyName: 'b' });
    expect([publicKey, privateKey.reveal()]).toEqual(['public', 'private']);
    const missing = client.getKeyPair({ publicKeyName: 'a', privateKeyName: 'c' });
    await expect(missing).rejects.toMatchObject({ kind: 'missing' });
  },
  async getAccessToken({ client }) {
    const request = { clientName: 'pilot_server', tokenKey: secret('key') };
    expect((await client.getAccessToken(request)).reveal()).toBe('renewed');
    await expect(client.getAccessToken({ clientName: 'pilot_server' })).rejects.toMatchObject({ kind: 'denied' });
    await expect(client.getAccessToken({ clientName: 'nobody' })).rejects.toMatchObject({ kind: 'missing' });
  },
  async getTokenKey({ client }) {
    expect((await client.getTokenKey('pilot_server')).reveal()).toBe('key');
    await expect(client.getTokenKey('nobody')).rejects.toMatchObject({ kind: 'missing' });
  },
  async getUserSecrets({ client }) {
    const found = await client.getUserSecrets(['mine', 'nothing']);
    expect([...found].map(([name, value]) => [name, value.reveal()])).toEqual([['mine', 'm']]);
  },
  async isAlive({ client }) {
    await expect(client.isAlive()).resolves.toBe(true);
  },
  async describeCaller({ client }) {
    const { subject, fqans } = await client.describeCaller();
    expect(subject).toMatch(/Test Pilot/);
    expect(fqans[0]).toMatch(/^\/atlas\/Role=production/);
  },
  async getVomsAttributes({ client }) {
    expect((await client.getVomsAttributes())[0]).toMatch(/^\/atlas\/Role=production/);
  },
};

async function rangesOf({ client, jobId }: Meeting, rangeCount: number) {
  await client.updateJob({ jobId, state: 'running' });
  return client.acquireEventRanges({ jobId, jobsetId: 1, taskId: 0, rangeCount });
}

const credentials = {
  permissions: { 'Test Pilot': 'pkt' },
  proxies: { '/CN=somebody': 'PEM' },
  accessTokens: { pilot_server: 'renewed' },
  tokenKeys: { pilot_server: 'key' },
  keys: { a: 'public', b: 'private' },
  userSecrets: { 'Test Pilot': { mine: 'm' } },
};

describe.each(identities)('with %s', (identity) => {
  let grid: GridServer;
  beforeAll(async () => {
    grid = await gridServer({ credentials, pilotSecrets: '{"a":"b"}' });
  });
  afterAll(() => grid.close());

  describe.each(['v1', 'classic'] as const)('the API %s', (api) => {
    it.each(operations)('does $call', async (operation) => {
      const { server } = grid;
      const jobId = await server.submit({
        queue: `Q${server.jobs().length + 1}`,
        label: 'managed',
        transformation: '/bin/true',
        eventRanges: 3,
      });
      const before = server.requests.length;
      const client = grid.client({ api, credential: await grid.credential(identity) });
      await trials[operation.call]({ client, jobId, command: (text) => server.command(jobId, text) });
      const called = new Set(server.requests.slice(before).map(({ method }) => method));
      expect(called).toEqual(new Set([...called, ...operation[api]]));
    });
  });
});

describe('the table of operations', () => {
  const rows = operations.flatMap(({ v1, classic }) => [...v1, ...classic]);
  const others = Object.keys(othersBusiness).flatMap((names) => names.split(' '));
  const known = new Set([...rows, ...others].map((name) => name.split('/').at(-1)));

  it.each(contractNames.split(/[\s·]+/).filter((name) => name !== ''))('has %s', (name) => {
    expect(known).toContain(name);
  });

  it('has each call once', () => {
    const calls = operations.map(({ call }) => call);
    expect(new Set(calls).size).toBe(calls.length);
    expect(new Set(calls)).toEqual(new Set(Object.keys(trials)));
  });
});
