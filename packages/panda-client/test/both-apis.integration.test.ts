import { silentLogger } from '@panda-pilot/core';
import { secret } from '@panda-pilot/credentials';
import { type JobRecord, type PandaLocal, type PandaLocalOptions, startPandaLocal } from '@panda-pilot/panda-local';
import { tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { createPandaClient, isPandaServerError, type PandaClient, type PandaClientOptions } from '../src/index.ts';
import { measures, storedLog } from './full-update.ts';
import { authority, delegated, host, proxyOf, tlsIdentity } from './grid.ts';

interface Meeting {
  readonly server: PandaLocal;
  readonly client: PandaClient;
}

const production = { token: 'production', name: 'some pilot', groups: ['atlas', 'atlas/production'] };
const credential = { kind: 'token', token: secret('production'), origin: 'atlas:production', audience: [] } as const;

const serverOptions = {
  tokens: [production],
  adder: 'manual',
  pilotSecrets: '{"a":"b"}',
  clock: () => new Date('2026-11-02T12:00:00Z'),
  credentials: {
    permissions: { 'Some Pilot': 'pt', 'Test Pilot': 'pt' },
    accessTokens: { pilot_server: 'renewed' },
    tokenKeys: { pilot_server: 'key' },
  },
} as const;

const job = {
  queue: 'Q',
  label: 'managed',
  transformation: '/bin/true',
  log: { lfn: 'log.tgz', scope: 's', guid: 'g-log' },
} as const;

/** What a call gave, in a form that can be compared: an answer as it is, a failure by its kind, nothing secret hidden. */
async function outcome(call: Promise<unknown>): Promise<unknown> {
  try {
    return plain(await call);
  } catch (error) {
    return plain(error);
  }
}

function plain(value: unknown): unknown {
  if (isPandaServerError(value)) return { kind: value.kind, retryable: value.retryable };
  if (value instanceof Error) throw value;
  if (value instanceof Map) return [...value.entries()].map(plain);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if ('reveal' in value && typeof value.reveal === 'function') return { secret: plain(value.reveal()) };
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
}

type Step = (meeting: Meeting) => Promise<unknown>;

/** The life of four jobs, step by step; each depends on those before it. */
const scenario: Readonly<Record<string, Step>> = {
  'is alive': ({ client }) => client.isAlive(),
  'has no job': ({ client }) => client.acquireJobs({ siteName: 'Q' }),
  'gives two jobs': async ({ server, client }) => {
    for (let count = 0; count < 4; count += 1) await server.submit({ ...job, eventRanges: 3 });
    return client.acquireJobs({ siteName: 'Q', jobCount: 2, prodSourceLabel: 'managed', memoryMB: 4000.5, node: 'n' });
  },
  'gives one job': ({ client }) => client.acquireJobs({ siteName: 'Q', remainingTimeSeconds: 1e5, withProxyKey: true }),
  'has no job that fits': ({ client }) => client.acquireJobs({ siteName: 'Q', taskId: 99 }),
  'hears that one starts': ({ client }) => client.updateJob({ jobId: 1, state: 'starting' }),
  'hears that one runs, with all there is to tell': ({ client }) =>
    client.updateJob({ ...measures, jobId: 1, state: 'running' }),
  'knows the states': ({ client }) => client.getJobStatus([1, 2, 4, 99]),
  'looks at them': async ({ client }) =>
    (await client.checkJobs([1, 99])).map(({ jobId, state }) => ({ jobId, state })),
  'passes orders on': ({ server, client }) => {
    server.command(1, 'debug');
    server.command(1, 'tail payload.stdout, please');
    return client.updateJob({ jobId: 1, state: 'running', stdout: 'o' });
  },
  'takes orders back': ({ server, client }) => {
    server.command(1, '');
    return client.updateJob({ jobId: 1, state: 'running' });
  },
  'refuses another attempt': ({ client }) => client.updateJob({ jobId: 1, state: 'running', attemptNumber: 2 }),
  'refuses a job that it does not have': ({ client }) => client.updateJob({ jobId: 99, state: 'running' }),
  'takes updates in bulk': ({ client }) =>
    client.updateJobsInBulk([
      { ...measures, jobId: 1, state: 'running' },
      { jobId: 2, state: 'running', metadata: { a: 1 } },
      { jobId: 99, state: 'failed' },
    ]),
  'fails one of them for its batch id': ({ client }) =>
    client.updateJobsInBulk([
      { jobId: 2, state: 'running', batchId: 'a.1' },
      { jobId: 2, state: 'running', batchId: 'b.2' },
      { jobId: 2, state: 'running' },
    ]),
  'gives event ranges': ({ client }) => client.acquireEventRanges({ jobId: 2, jobsetId: 2, rangeCount: 2 }),
  'takes one event range': ({ client }) =>
    client.updateEventRange({ eventRangeId: '0-2-1-1-1', status: 'finished', coreCount: 1, cpuTimeSeconds: 5 }),
  'takes event ranges': ({ client }) =>
    client.updateEventRanges([
      { eventRangeId: '0-2-1-2-1', status: 'finished' },
      { eventRangeId: 'no-such-range', status: 'failed' },
    ]),
  'does not take an unknown event range': ({ client }) =>
    client.updateEventRange({ eventRangeId: 'no-such-range', status: 'finished' }),
  'orders a kill': ({ server, client }) => {
    server.kill(2);
    return client.updateJob({ jobId: 2, state: 'running' });
  },
  'takes the end of a killed job': ({ client }) =>
    client.updateJob({ jobId: 2, state: 'failed', pilotErrorCode: -1200, pilotErrorDiag: 'killed' }),
  'takes the end of a good job': ({ client }) =>
    client.updateJob({ ...measures, jobId: 1, state: 'finished', outputReport: { 'log.tgz': storedLog } }),
  'has it already': ({ client }) => client.updateJob({ jobId: 1, state: 'finished' }),
  'has archived it': ({ server, client }) => {
    server.runAdder();
    return client.updateJob({ jobId: 1, state: 'finished' });
  },
  'knows the final states': ({ client }) => client.getJobStatus([1, 2]),
  'takes workers': ({ client }) => client.updateWorkerStatus({ workerId: 1, harvesterId: 'h', status: 'started' }),
  'takes nodes': ({ client }) => client.updateWorkerNode({ site: 'S', hostName: 'h', cpuModel: 'c' }),
  'gives a token key': ({ client }) => client.getTokenKey('pilot_server'),
  'gives a token for the key': ({ client }) =>
    client.getAccessToken({ clientName: 'pilot_server', tokenKey: secret('key') }),
  'gives no token for another key': ({ client }) => client.getAccessToken({ clientName: 'pilot_server' }),
  'has no token': ({ client }) => client.getAccessToken({ clientName: 'nobody' }),
  'has no token key': ({ client }) => client.getTokenKey('nobody'),
  'has no proxy': ({ client }) => client.getProxy({}),
  'gives key pairs to others': ({ client }) => client.getKeyPair({ publicKeyName: 'a', privateKeyName: 'b' }),
  'has trouble with its database': ({ server, client }) => {
    for (const method of ['pilot/update_job', 'updateJob']) server.misbehave({ method, fault: 'database-error' });
    return client.updateJob({ jobId: 3, state: 'running' });
  },
};

/** How a client says who it is. */
interface Means {
  readonly server: Partial<PandaLocalOptions>;
  readonly client: Pick<PandaClientOptions, 'credential' | 'caDirectory'>;
}

const byToken: Means = { server: {}, client: { credential } };

async function byProxy(): Promise<Means> {
  const holder = delegated();
  const proxy = await proxyOf(holder);
  const pilot = { dn: proxy.subject.slash, fqans: proxy.attributes.flatMap(({ fqans }) => fqans) };
  return {
    server: {
      tls: tlsIdentity(host),
      identifyCertificate: ([leaf]) => (leaf?.equals(holder.certificate.der) === true ? pilot : undefined),
    },
    client: { credential: proxy, caDirectory: await tree(authority.files({ revocations: authority.revoke([]) })) },
  };
}

interface Run {
  readonly outcomes: Readonly<Record<string, unknown>>;
  readonly jobs: readonly JobRecord[];
  readonly methods: readonly string[];
}

type Apis = readonly ('v1' | 'classic')[];

async function run(api: NonNullable<PandaClientOptions['api']>, apis: Apis, means: Means = byToken): Promise<Run> {
  const server = await startPandaLocal({ directory: await tempDir(), apis, ...serverOptions, ...means.server });
  const url = server.url.replace('https://127.0.0.1', 'https://localhost');
  const client = createPandaClient({ url, api, logger: silentLogger, timeoutMs: 30_000, ...means.client });
  try {
    const outcomes: Record<string, unknown> = {};
    for (const [title, step] of Object.entries(scenario)) outcomes[title] = await outcome(step({ server, client }));
    return { outcomes, jobs: server.jobs(), methods: server.requests.map(({ method }) => method) };
  } finally {
    client.close();
    await server.close();
  }
}

describe('a server of release 0.8.1, asked by its two APIs', () => {
  it('gives the same answers', async () => {
    const [v1, classic] = [await run('v1', ['v1', 'classic']), await run('classic', ['v1', 'classic'])];
    expect(classic.outcomes).toEqual(v1.outcomes);
    expect(v1.outcomes).toMatchObject(expected);
    expect(v1.methods.filter((method) => !method.includes('/'))).toEqual([]);
    expect(classic.methods.filter((method) => method.includes('/'))).toEqual(['pilot/update_worker_node']);
  });

  it('has the same in its records, but rates, and the fraction of cores', async () => {
    const [v1, classic] = [await run('v1', ['v1', 'classic']), await run('classic', ['v1', 'classic'])];
    expect(classic.jobs.map(comparable)).toEqual(v1.jobs.map(comparable));
    expect(classic.jobs[0]?.columns).toMatchObject({ rateRCHAR: 2, meanCoreCount: 0.9 });
    expect(v1.jobs[0]?.columns).toMatchObject({ rateRCHAR: 2 / 1024, meanCoreCount: 1 });
  });
});

/** What the scenario is worth: the steps did what their names say. */
const expected = {
  'has no job': { kind: 'no-job' },
  'gives two jobs': { kind: 'jobs', jobs: [{ PandaID: 1 }, { PandaID: 2 }] },
  'gives one job': { kind: 'jobs', jobs: [{ PandaID: 3, credname: '' }] },
  'hears that one runs, with all there is to tell': { commands: [] },
  'knows the states': [
    { jobId: 1, state: 'running', attemptNumber: 1 },
    { jobId: 2, state: 'sent', attemptNumber: 1 },
    { jobId: 4, state: 'activated', attemptNumber: 1 },
    { jobId: 99, state: 'not found', attemptNumber: 0 },
  ],
  'passes orders on': {
    commands: [{ kind: 'debug' }, { kind: 'text', text: 'tail payload.stdout, please' }],
    pilotSecrets: { secret: '{"a":"b"}' },
  },
  'refuses another attempt': { commands: [{ kind: 'tobekilled' }] },
  'takes updates in bulk': [{ commands: [] }, { commands: [] }, { commands: [{ kind: 'tobekilled' }] }],
  'fails one of them for its batch id': [{ commands: [] }, { kind: 'database', retryable: true }, { commands: [] }],
  'takes event ranges': { taken: [true, false], commands: [[2, []]] },
  'does not take an unknown event range': { kind: 'database' },
  'orders a kill': { commands: [{ kind: 'tobekilled' }] },
  'takes the end of a killed job': { commands: [{ kind: 'tobekilled' }] },
  'has it already': { commands: [{ kind: 'alreadydone' }] },
  'has archived it': { commands: [{ kind: 'tobekilled' }] },
  'knows the final states': [{ state: 'finished' }, { state: 'cancelled' }],
  'gives a token for the key': { secret: 'renewed' },
  'gives no token for another key': { kind: 'denied', retryable: false },
  'has no token': { kind: 'missing', retryable: false },
  'has no token key': { kind: 'missing' },
  'has no proxy': { kind: 'missing' },
  'gives key pairs to others': { kind: 'denied' },
  'has trouble with its database': { kind: 'database', retryable: true },
};

function comparable({ columns, ...record }: JobRecord): object {
  const own = new Set(['rateRCHAR', 'rateWCHAR', 'rateRBYTES', 'rateWBYTES', 'meanCoreCount']);
  return { ...record, columns: Object.fromEntries(Object.entries(columns).filter(([name]) => !own.has(name))) };
}

describe.each(['v1', 'classic', 'auto'] as const)('a proxy that is shown by TLS, with %s', (api) => {
  it('is as good as a token', async () => {
    const both: Apis = ['v1', 'classic'];
    const [token, proxy] = [await run(api, both), await run(api, both, await byProxy())];
    expect(proxy.outcomes).toEqual(token.outcomes);
    expect(proxy.jobs).toEqual(token.jobs);
  });
});

it.each<[Apis, number]>([
  [['v1', 'classic'], 0],
  [['v1'], 0],
  [['classic'], 1],
])('a client that finds out by itself has the same from a server with %j', async (apis, probes) => {
  const [known, found] = [await run(apis[0] ?? 'v1', apis), await run('auto', apis)];
  expect(found.outcomes).toEqual(known.outcomes);
  expect(found.methods.length - known.methods.length).toBe(probes);
});
