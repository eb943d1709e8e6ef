import { inspect } from 'node:util';
import { PilotError } from '@panda-pilot/core';
import { type Credential, secret } from '@panda-pilot/credentials';
import { type ScriptedAnswer, type ScriptedServer, scriptedServer } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { isPandaServerError, type PandaClient } from '../../src/index.ts';
import { zipped, zippedOnTheWire } from '../zipped.ts';
import { accepted, refused, taken, testClient, token } from '../test-client.ts';

async function pair(...answers: readonly ScriptedAnswer[]): Promise<{ server: ScriptedServer; client: PandaClient }> {
  const server = await scriptedServer({ answers });
  return { server, client: testClient(server.url, { api: 'v1' }) };
}

const bodyOf = (server: ScriptedServer, index = 0): unknown => JSON.parse(server.requests[index]?.body ?? '');

describe('acquireJobs', () => {
  it('gives the jobs as the server wrote them', async () => {
    const job = { StatusCode: 0, PandaID: 1, swRelease: 'NULL' };
    const { server, client } = await pair(accepted({ StatusCode: 0, jobs: [job] }));
    await expect(client.acquireJobs({ siteName: 'Q' })).resolves.toEqual({ kind: 'jobs', jobs: [job] });
    expect(server.requests[0]).toMatchObject({ verb: 'POST', path: '/api/v1/pilot/acquire_jobs' });
    expect(server.requests[0]?.headers).toMatchObject({
      accept: 'application/json',
      'content-type': 'application/json',
    });
    expect(bodyOf(server)).toEqual({ site_name: 'Q' });
  });

  it.each([refused('No jobs in PanDA'), accepted({ StatusCode: 0, jobs: [] })])(
    'takes %j for an empty queue',
    async (answer) => {
      const { client } = await pair(answer);
      await expect(client.acquireJobs({ siteName: 'Q' })).resolves.toEqual({ kind: 'no-job' });
    },
  );

  it('does not take a missing role for an empty queue', async () => {
    const { client } = await pair(refused('no production/pilot role in VOMS FQANs or non pilot owner'));
    await expect(client.acquireJobs({ siteName: 'Q' })).rejects.toMatchObject({ kind: 'denied' });
  });

  it('is not sent again when a kept connection turns out closed: the server may have given jobs', async () => {
    const { server, client } = await pair(refused('No jobs in PanDA'), { cut: 'before-answer' });
    await client.acquireJobs({ siteName: 'Q' });
    await expect(client.acquireJobs({ siteName: 'Q' })).rejects.toMatchObject({ kind: 'connection-lost' });
    expect(server.requests).toHaveLength(2);
  });

  it.each([accepted(null), accepted({ StatusCode: 0 }), accepted({ jobs: 'none' })])('refuses %j', async (answer) => {
    const { client } = await pair(answer);
    await expect(client.acquireJobs({ siteName: 'Q' })).rejects.toMatchObject({ kind: 'bad-answer' });
  });
});

describe('updateJob', () => {
  it('gives no command for "NULL"', async () => {
    const { server, client } = await pair(taken);
    await expect(client.updateJob({ jobId: 1, state: 'running' })).resolves.toEqual({ commands: [] });
    expect(bodyOf(server)).toEqual({ job_id: 1, job_status: 'running' });
  });

  it('gives commands, and secrets that do not print', async () => {
    const { client } = await pair(
      accepted({ StatusCode: 0, command: 'debug,tobekilled', pilotSecrets: '{"key":"hush"}' }),
    );
    const answer = await client.updateJob({ jobId: 1, state: 'running' });
    expect(answer.commands).toEqual([{ kind: 'debug' }, { kind: 'tobekilled' }]);
    expect(answer.pilotSecrets?.reveal()).toBe('{"key":"hush"}');
    expect(JSON.stringify(answer) + inspect(answer, { depth: 9, showHidden: true })).not.toContain('hush');
  });

  it('does not believe success when the data say StatusCode 30', async () => {
    const { client } = await pair({ json: { success: true, message: 'Database error', data: { StatusCode: 30 } } });
    await expect(client.updateJob({ jobId: 1, state: 'finished' })).rejects.toMatchObject({
      kind: 'database',
      statusCode: 30,
      retryable: true,
    });
  });

  it.each([accepted(null), accepted([]), accepted({ StatusCode: 0, command: 5 })])('refuses %j', async (answer) => {
    const { client } = await pair(answer);
    await expect(client.updateJob({ jobId: 1, state: 'running' })).rejects.toMatchObject({ kind: 'bad-answer' });
  });

  it('is sent again when a kept connection turns out closed', async () => {
    const { server, client } = await pair(taken, { cut: 'before-answer' }, taken);
    await client.updateJob({ jobId: 1, state: 'running' });
    await expect(client.updateJob({ jobId: 1, state: 'finished' })).resolves.toEqual({ commands: [] });
    expect(server.requests).toHaveLength(3);
  });

  it.each([
    { status: 415, body: 'no' },
    { status: 500, body: "'utf-8' codec can't decode byte 0x8b in position 1: invalid start byte" },
  ])('is plain from then on where the server answers gzip with %j', async (answer) => {
    const { server, client } = await pair(answer, taken, taken);
    const long = { jobId: 1, state: 'running', stdout: 'x'.repeat(2000) } as const;
    await client.updateJob(long);
    await client.updateJob(long);
    expect(server.requests.map(({ headers }) => headers['content-encoding'])).toEqual(['gzip', undefined, undefined]);
  });

  it('compresses a large body, and says so', async () => {
    const { server, client } = await pair(taken);
    await client.updateJob({ jobId: 1, state: 'running', pilotErrorDiag: 'small' });
    await client.updateJob({ jobId: 1, state: 'running', metadata: 'x'.repeat(5000) });
    expect(server.requests.map(({ isGzip, headers }) => [isGzip, headers['content-encoding']])).toEqual([
      [false, undefined],
      [true, 'gzip'],
    ]);
    expect(server.requests[1]?.headers['content-type']).toBe('application/json');
    expect(bodyOf(server, 1)).toMatchObject({ meta_data: 'x'.repeat(5000) });
  });

  it('leaves out an argument that an older release does not know, at once and from then on', async () => {
    const { server, client } = await pair(
      refused("Argument error: got an unexpected keyword argument 'grid'"),
      taken,
      taken,
    );
    const update = { jobId: 1, state: 'running', grid: 'g', node: 'n' } as const;
    await expect(client.updateJob(update)).resolves.toEqual({ commands: [] });
    await client.updateJob(update);
    expect(server.requests.map(({ body }) => Object.keys(JSON.parse(body) as object))).toEqual([
      ['job_id', 'job_status', 'node', 'grid'],
      ['job_id', 'job_status', 'node'],
      ['job_id', 'job_status', 'node'],
    ]);
  });

  it('rejects, and sends nothing, for an id that is none', async () => {
    const { server, client } = await pair(taken);
    await expect(client.updateJob({ jobId: Number.NaN, state: 'running' })).rejects.toThrow(TypeError);
    expect(server.requests).toEqual([]);
  });

  it('asks for the credential at every call', async () => {
    const server = await scriptedServer({ answers: [taken] });
    const tokens = ['one', 'two'];
    const current = (): Promise<Credential> => Promise.resolve({ ...token, token: secret(tokens.shift() ?? '') });
    const client = testClient(server.url, { credential: { current } });
    await client.updateJob({ jobId: 1, state: 'running' });
    await client.updateJob({ jobId: 1, state: 'running' });
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer one', 'Bearer two']);
  });

  it('rejects with the provider’s own error, and sends nothing', async () => {
    const server = await scriptedServer({ answers: [taken] });
    const error = new PilotError('NO_PROXY', 'the token file is gone');
    const client = testClient(server.url, { credential: { current: () => Promise.reject(error) } });
    await expect(client.updateJob({ jobId: 1, state: 'running' })).rejects.toBe(error);
    expect(server.requests).toEqual([]);
  });
});

describe('updateJobsInBulk', () => {
  it('gives one answer for each update', async () => {
    const { server, client } = await pair(
      accepted([
        { success: true, message: '', data: { StatusCode: 0, command: 'tobekilled' } },
        { success: true, message: 'Database error', data: { StatusCode: 30 } },
        { success: false, message: 'Invalid job status: x', data: { StatusCode: 50 } },
      ]),
    );
    const updates = [1, 2, 3].map((jobId) => ({ jobId, state: 'running' }) as const);
    const answers = await client.updateJobsInBulk(updates);
    expect(bodyOf(server)).toEqual({
      job_list: updates.map(({ jobId }) => ({ job_id: jobId, job_status: 'running' })),
    });
    expect(answers[0]).toEqual({ commands: [{ kind: 'tobekilled' }] });
    expect(answers.slice(1).map((answer) => isPandaServerError(answer) && answer.kind)).toEqual([
      'database',
      'invalid-state',
    ]);
  });

  it('refuses another number of answers', async () => {
    const { client } = await pair(accepted([]));
    await expect(client.updateJobsInBulk([{ jobId: 1, state: 'running' }])).rejects.toMatchObject({
      kind: 'bad-answer',
    });
  });
});

describe('getJobStatus', () => {
  it('repeats the key, one for each job', async () => {
    const { server, client } = await pair(
      accepted([
        { job_id: 5, status: 'running', attempt_number: 1 },
        { job_id: 99, status: 'not found', attempt_number: 0 },
      ]),
    );
    await expect(client.getJobStatus([5, 99])).resolves.toEqual([
      { jobId: 5, state: 'running', attemptNumber: 1 },
      { jobId: 99, state: 'not found', attemptNumber: 0 },
    ]);
    expect(server.requests[0]).toMatchObject({ verb: 'GET', path: '/api/v1/pilot/get_job_status', body: '' });
    expect(server.requests[0]?.query.getAll('job_ids')).toEqual(['5', '99']);
    expect(server.requests[0]?.headers).not.toHaveProperty('content-type');
    expect(server.requests[0]?.headers.accept).toBe('application/json');
  });

  it('keeps each request line short enough for Apache', async () => {
    const { server, client } = await pair(accepted([]));
    await client.getJobStatus(Array.from({ length: 700 }, (_, index) => 9_000_000_000_000 + index));
    expect(server.requests.map(({ query }) => query.size)).toEqual([300, 300, 100]);
    expect(Math.max(...server.requests.map(({ query }) => query.toString().length))).toBeLessThan(8000);
  });

  it('asks nothing about nothing', async () => {
    const { server, client } = await pair(accepted([]));
    await expect(client.getJobStatus([])).resolves.toEqual([]);
    expect(server.requests).toEqual([]);
  });
});

describe('checkJobs', () => {
  it('tells states, and nothing of orders', async () => {
    const { client } = await pair(accepted([{ job_id: 5, status: 'cancelled', attempt_number: 1 }]));
    await expect(client.checkJobs([5])).resolves.toEqual([{ jobId: 5, state: 'cancelled' }]);
  });
});

describe('the worker', () => {
  it('is reported with its node and GPUs', async () => {
    const { server, client } = await pair(accepted(null));
    await client.updateWorkerStatus({ workerId: 1, harvesterId: 'h', status: 'started' });
    await client.updateWorkerNode({ site: 'S', hostName: 'h', cpuModel: 'c', clockSpeedMHz: 2000 });
    await client.updateWorkerNodeGpu({ site: 'S', hostName: 'h', vendor: 'v', model: 'm', count: 1 });
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/api/v1/pilot/update_worker_status',
      '/api/v1/pilot/update_worker_node',
      '/api/v1/pilot/update_worker_node_gpu',
    ]);
    expect(server.requests[1]?.body).toContain('"clock_speed":2000.0');
  });
});

describe('event ranges', () => {
  it('are acquired', async () => {
    const range = { eventRangeID: '1-2-3-4-5', startEvent: 1, lastEvent: 2, LFN: 'l', GUID: 'g', scope: 's' };
    const { client } = await pair(accepted([range]));
    await expect(client.acquireEventRanges({ jobId: 1, jobsetId: 2 })).resolves.toEqual([
      { eventRangeId: '1-2-3-4-5', startEvent: 1, lastEvent: 2, lfn: 'l', guid: 'g', scope: 's' },
    ]);
  });

  it.each([
    ['JSON text in JSON', '{"45": "softkill", "46": null}'],
    ['JSON', { '45': 'softkill', '46': null }],
  ])('are updated, with commands as %s', async (_, Command) => {
    const { client } = await pair(accepted({ Command }));
    const commands = await client.updateEventRange({ eventRangeId: '1-45-3-4-5', status: 'finished' });
    expect([...commands]).toEqual([
      [45, [{ kind: 'softkill' }]],
      [46, []],
    ]);
  });

  it('are updated one by one, as the method for many crashes', async () => {
    const { server, client } = await pair(
      accepted({ Command: '{"45": null}' }),
      refused('database error in the PanDA server'),
      accepted({ Command: '{"45": "softkill"}' }),
    );
    const updates = ['a', 'b', 'c'].map((eventRangeId) => ({ eventRangeId, status: 'finished' }) as const);
    await expect(client.updateEventRanges(updates)).resolves.toEqual({
      taken: [true, false, true],
      commands: new Map([[45, [{ kind: 'softkill' }]]]),
    });
    expect(new Set(server.requests.map(({ path }) => path))).toEqual(
      new Set(['/api/v1/event/update_single_event_range']),
    );
  });

  it('are not updated further by a server that is in trouble', async () => {
    const { server, client } = await pair({ status: 500, body: 'oops' });
    const updates = ['a', 'b'].map((eventRangeId) => ({ eventRangeId, status: 'finished' }) as const);
    await expect(client.updateEventRanges(updates)).rejects.toMatchObject({ kind: 'http' });
    expect(server.requests).toHaveLength(1);
  });

  it('are counted', async () => {
    const { server, client } = await pair(accepted(7), accepted('many'));
    await expect(client.countEventRanges({ jobId: 1, jobsetId: 2, taskId: 3 })).resolves.toBe(7);
    expect(Object.fromEntries(server.requests[0]?.query ?? [])).toEqual({ job_id: '1', jobset_id: '2', task_id: '3' });
    await expect(client.countEventRanges({ jobId: 1, jobsetId: 2, taskId: 3 })).rejects.toMatchObject({
      kind: 'bad-answer',
    });
  });

  it('are known by state', async () => {
    const told = {
      '45': { '1-45-3-4-5': { status: 'failed', error: 7, dialog: 'd' }, '1-45-3-4-6': { status: 'sent' } },
    };
    const { server, client } = await pair(accepted(told));
    const known = await client.getEventRangeStatuses([{ jobId: 45, taskId: 1 }]);
    expect(Object.fromEntries(known.get(45) ?? [])).toEqual({
      '1-45-3-4-5': { status: 'failed', errorCode: 7, errorDiag: 'd' },
      '1-45-3-4-6': { status: 'sent' },
    });
    const asked = server.requests[0]?.query.get('job_task_ids') ?? '';
    expect(JSON.parse(asked)).toEqual([{ task_id: 1, job_id: 45, panda_id: 45 }]);
    await expect(client.getEventRangeStatuses([])).resolves.toEqual(new Map());
    expect(server.requests).toHaveLength(1);
  });

  it.each(["unhashable type: 'list'", 'Type not serializable'])(
    'in zip files are asked for when the server has crashed over its answer: %s',
    async (crash) => {
      const known = accepted({ '45': { a: { status: 'x' }, '1-45-1-1-1': { status: 'done' } } });
      const { server, client } = await pair({ status: 500, body: crash }, known);
      await expect(client.updateZippedEventRanges([zipped])).resolves.toEqual({
        taken: [true, false],
        commands: new Map(),
      });
      const { event_ranges: sent, version } = JSON.parse(server.requests[0]?.body ?? '');
      expect(version).toBe(1);
      expect(JSON.parse(sent)).toEqual(zippedOnTheWire);
    },
  );

  it('in zip files are taken by a server that has mended its answer', async () => {
    const { client } = await pair(accepted({ Returns: [true, false, false], Command: { '45': 'softkill' } }));
    await expect(client.updateZippedEventRanges([zipped])).resolves.toEqual({
      taken: [true, false],
      commands: new Map([[45, [{ kind: 'softkill' }]]]),
    });
  });

  it('in zip files are lost with any other crash', async () => {
    const { server, client } = await pair({ status: 500, body: 'oops' });
    await expect(client.updateZippedEventRanges([zipped])).rejects.toMatchObject({ kind: 'http', status: 500 });
    expect(server.requests).toHaveLength(1);
  });

  it.each(['no JSON', '[1]', '{"x": "y"}'])('are not updated by %j', async (Command) => {
    const { client } = await pair(accepted({ Command }));
    const update = client.updateEventRange({ eventRangeId: '1', status: 'finished' });
    await expect(update).rejects.toMatchObject({ kind: 'bad-answer' });
  });
});

describe('credentials', () => {
  it('come hidden', async () => {
    const { server, client } = await pair(
      accepted({ user_proxy: 'PROXY' }),
      accepted({ user_proxy: 'TOKEN' }),
      accepted({ tokenKey: 'KEY' }),
      accepted({ public_key: 'PUBLIC', private_key: 'PRIVATE' }),
    );
    const proxy = await client.getProxy({ dn: '/CN=me', role: 'production' });
    const renewed = await client.getAccessToken({ clientName: 'pilot_server', tokenKey: secret('k/e+y') });
    const key = await client.getTokenKey('pilot_server');
    const pairOfKeys = await client.getKeyPair({ publicKeyName: 'a', privateKeyName: 'b' });
    expect([proxy, renewed, key, pairOfKeys.privateKey].map((each) => each.reveal())).toEqual([
      'PROXY',
      'TOKEN',
      'KEY',
      'PRIVATE',
    ]);
    expect(JSON.stringify([proxy, renewed, key, pairOfKeys])).not.toMatch(/PROXY|TOKEN|KEY|PRIVATE/);
    expect(server.requests.map(({ path, query }) => [path, Object.fromEntries(query)])).toEqual([
      ['/api/v1/creds/get_proxy', { dn: '/CN=me', role: 'production' }],
      ['/api/v1/creds/get_access_token', { client_name: 'pilot_server', token_key: 'k/e+y' }],
      ['/api/v1/creds/get_token_key', { client_name: 'pilot_server' }],
      ['/api/v1/creds/get_key_pair', { public_key_name: 'a', private_key_name: 'b' }],
    ]);
  });

  it.each([
    "'proxy' not found for me",
    "'token' not found for pilot_server",
    "Token key is missing for 'pilot_server'",
    "Failed for 'me' since a.key is missing on panda.example.org",
  ])('that the server does not have are missing: %s', async (message) => {
    const { client } = await pair(refused(message));
    await expect(client.getProxy({})).rejects.toMatchObject({ kind: 'missing', retryable: false });
  });

  it('that are refused say why', async () => {
    const { client } = await pair(
      refused("failed: 'me' not in authorized users with 'p' in USERS.GRIDPREF to get proxy"),
    );
    await expect(client.getProxy({})).rejects.toMatchObject({ kind: 'denied' });
  });
});

describe('isAlive', () => {
  it('shows no credential', async () => {
    const { server, client } = await pair(accepted(null));
    await expect(client.isAlive()).resolves.toBe(true);
    expect(server.requests[0]?.path).toBe('/api/v1/system/is_alive');
    expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  it('is false when the application says no, and rejects when another answers', async () => {
    const { client } = await pair(refused('going down'), { body: '<html><title>Welcome</title></html>' });
    await expect(client.isAlive()).resolves.toBe(false);
    await expect(client.isAlive()).rejects.toMatchObject({ kind: 'bad-answer', serverMessage: 'Welcome' });
  });
});

describe('setDebugMode', () => {
  it('takes the refusal that says Succeeded for what it means', async () => {
    const { server, client } = await pair(refused('Succeeded'));
    await client.setDebugMode({ jobId: 1, mode: 'on' });
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({ job_id: 1, mode: true });
  });

  it('rejects with any other', async () => {
    const { client } = await pair(refused('ERROR : job 1 not found in DB'));
    await expect(client.setDebugMode({ jobId: 1, mode: 'off' })).rejects.toMatchObject({ kind: 'refused' });
  });
});

describe('getUserSecrets', () => {
  it.each([
    ['an object', { a: 'SECRET' }],
    ['JSON text', '{"a": "SECRET"}'],
  ])('gives them hidden, from %s', async (_, data) => {
    const { server, client } = await pair(accepted(data));
    const found = await client.getUserSecrets(['a', 'b']);
    expect(found.get('a')?.reveal()).toBe('SECRET');
    expect(JSON.stringify([...found])).not.toContain('SECRET');
    expect(server.requests[0]?.query.getAll('keys')).toEqual(['a', 'b']);
  });

  it('asks nothing about nothing', async () => {
    const { server, client } = await pair(accepted({}));
    await expect(client.getUserSecrets([])).resolves.toEqual(new Map());
    expect(server.requests).toEqual([]);
  });
});

describe('the caller', () => {
  const variables = {
    SSL_CLIENT_S_DN: '/CN=me/CN=123',
    GRST_CRED_0: 'X509USER 1 2 1 /CN=me',
    GRST_CRED_10: 'VOMS 1 2 0 /atlas/Role=pilot',
    GRST_CRED_2: 'VOMS 1 2 0 /atlas/Role=production',
    GRST_CRED_AURI_2: 'fqan:/atlas/Role=production',
    HTTP_AUTHORIZATION: 'Bearer abc',
  };

  it('is described as the server sees it', async () => {
    const { client } = await pair(accepted({ parameters: {}, environment: variables }));
    await expect(client.describeCaller()).resolves.toEqual({
      subject: '/CN=me/CN=123',
      fqans: ['/atlas/Role=production', '/atlas/Role=pilot'],
    });
  });

  it('has VOMS attributes', async () => {
    const { client } = await pair(accepted(variables));
    await expect(client.getVomsAttributes()).resolves.toEqual(['/atlas/Role=production', '/atlas/Role=pilot']);
  });
});
