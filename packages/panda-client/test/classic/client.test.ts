import { secret } from '@panda-pilot/credentials';
import { type ScriptedAnswer, type ScriptedServer, scriptedServer } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { isPandaServerError, type JobUpdate, type PandaClient } from '../../src/index.ts';
import { testClient } from '../test-client.ts';
import { zipped, zippedOnTheWire } from '../zipped.ts';

async function pair(...answers: readonly ScriptedAnswer[]): Promise<{ server: ScriptedServer; client: PandaClient }> {
  const server = await scriptedServer({ answers });
  return { server, client: testClient(server.url, { api: 'classic' }) };
}

const json = (value: unknown): ScriptedAnswer => ({ json: value });
const form = (body: string): ScriptedAnswer => ({ body });
const taken = json({ StatusCode: 0, command: 'NULL' });
const running: JobUpdate = { jobId: 1, state: 'running' };
const bodyOf = (server: ScriptedServer, index = 0): unknown => JSON.parse(server.requests[index]?.body ?? '');

describe('a request', () => {
  it('is JSON, gzip without a header that says so, and takes JSON', async () => {
    const { server, client } = await pair(taken);
    await client.updateJob(running);
    const [request] = server.requests;
    expect(request).toMatchObject({ verb: 'POST', path: '/server/panda/updateJob', isGzip: true });
    expect(request?.headers).toMatchObject({ accept: 'application/json', 'content-type': 'application/json' });
    expect(request?.headers).not.toHaveProperty('content-encoding');
    expect(request?.headers).not.toHaveProperty('transfer-encoding');
    expect(bodyOf(server)).toEqual({ jobId: 1, state: 'running' });
    expect(client.api).toBe('classic');
  });
});

describe('acquireJobs', () => {
  const job = { StatusCode: 0, PandaID: 1, swRelease: 'NULL' };

  it.each([
    ['a list', json({ StatusCode: 0, jobs: [job] })],
    ['a list as text', json({ StatusCode: 0, jobs: JSON.stringify([job]) })],
    ['fields with a list', form(`StatusCode=0&jobs=${encodeURIComponent(JSON.stringify([job]))}`)],
    ['the job itself', json(job)],
  ])('gives the jobs of %s', async (_, answer) => {
    const { server, client } = await pair(answer);
    await expect(client.acquireJobs({ siteName: 'Q' })).resolves.toEqual({ kind: 'jobs', jobs: [job] });
    expect(server.requests[0]?.path).toBe('/server/panda/getJob');
    expect(bodyOf(server)).toEqual({ siteName: 'Q', nJobs: 1 });
  });

  it.each([
    json({ StatusCode: 20, errorDialog: 'no jobs in PanDA' }),
    form('StatusCode=20'),
    json({ StatusCode: 0, jobs: [] }),
  ])('takes %j for an empty queue', async (answer) => {
    const { client } = await pair(answer);
    await expect(client.acquireJobs({ siteName: 'Q' })).resolves.toEqual({ kind: 'no-job' });
  });

  it('does not take a missing role for an empty queue', async () => {
    const { client } = await pair(form('StatusCode=60'));
    await expect(client.acquireJobs({ siteName: 'Q' })).rejects.toMatchObject({ kind: 'denied', statusCode: 60 });
  });

  it('is not sent again when a kept connection turns out closed', async () => {
    const { server, client } = await pair(form('StatusCode=20'), { cut: 'before-answer' });
    await client.acquireJobs({ siteName: 'Q' });
    await expect(client.acquireJobs({ siteName: 'Q' })).rejects.toMatchObject({ kind: 'connection-lost' });
    expect(server.requests).toHaveLength(2);
  });

  it.each([json({ StatusCode: 0 }), json({ StatusCode: 0, jobs: 'none' })])('refuses %j', async (answer) => {
    const { client } = await pair(answer);
    await expect(client.acquireJobs({ siteName: 'Q' })).rejects.toMatchObject({ kind: 'bad-answer' });
  });
});

describe('updateJob', () => {
  it.each([
    ['NULL', []],
    ['debug,tobekilled', [{ kind: 'debug' }, { kind: 'tobekilled' }]],
  ])('reads the command %j', async (command, commands) => {
    for (const answer of [json({ StatusCode: 0, command }), form(`StatusCode=0&command=${command}`)]) {
      const { client } = await pair(answer);
      await expect(client.updateJob(running)).resolves.toEqual({ commands });
    }
  });

  it('gives secrets that do not print', async () => {
    const { client } = await pair(json({ StatusCode: 0, command: 'debug', pilotSecrets: '{"key":"hush"}' }));
    const answer = await client.updateJob(running);
    expect(answer.pilotSecrets?.reveal()).toBe('{"key":"hush"}');
    expect(JSON.stringify(answer)).not.toContain('hush');
  });

  it('does not believe a success without a command: nothing was stored', async () => {
    const { client } = await pair(form('StatusCode=0'));
    await expect(client.updateJob(running)).rejects.toMatchObject({
      kind: 'database',
      retryable: true,
      message: expect.stringContaining('the update was not stored') as string,
    });
  });

  it.each([
    [{ status: 403, body: 'ERROR : method updateJob is forbidden' }, 'unknown-method'],
    [{ body: 'False : updateJob is forbidden' }, 'unknown-method'],
    [{ status: 403, body: 'ERROR : someone is banned' }, 'denied'],
    [{ status: 500, body: 'Not a gzipped file' }, 'http'],
    [form('StatusCode=30'), 'database'],
    [{ body: '<html><title>Sign in</title></html>' }, 'bad-answer'],
    [json({ StatusCode: 0, command: 5 }), 'bad-answer'],
  ])('rejects for %j as %s', async (answer, kind) => {
    const { client } = await pair(answer);
    await expect(client.updateJob(running)).rejects.toMatchObject({ kind, method: 'updateJob' });
  });
});

describe('an argument that an older release does not know', () => {
  const refusal = (name: string) => ({
    status: 500,
    body: `updateJob() got an unexpected keyword argument '${name}'`,
  });
  const update: JobUpdate = { ...running, grid: 'g', sourceSite: 's', node: 'n' };

  it('is left out, at once and from then on', async () => {
    const { server, client } = await pair(refusal('grid'), refusal('source_site'), taken);
    await expect(client.updateJob(update)).resolves.toEqual({ commands: [] });
    await client.updateJob(update);
    expect(server.requests.map(({ body }) => Object.keys(JSON.parse(body) as object))).toEqual([
      ['jobId', 'state', 'node', 'grid', 'source_site'],
      ['jobId', 'state', 'node', 'source_site'],
      ['jobId', 'state', 'node'],
      ['jobId', 'state', 'node'],
    ]);
  });

  it('is left out of updates in bulk', async () => {
    const words = "updateJobsInBulk None failed with TypeError updateJob() got an unexpected keyword argument 'grid'";
    const { server, client } = await pair(json([false, words]), json([true, ['StatusCode=0&command=NULL']]));
    await expect(client.updateJobsInBulk([update])).resolves.toEqual([{ commands: [] }]);
    expect(bodyOf(server, 1)).toEqual({
      jobList: JSON.stringify([{ jobId: 1, state: 'running', node: 'n', source_site: 's' }]),
    });
  });

  it('that was not sent is not asked about again', async () => {
    const { server, client } = await pair(refusal('nonsense'));
    await expect(client.updateJob(update)).rejects.toMatchObject({ kind: 'http', status: 500 });
    expect(server.requests).toHaveLength(1);
  });
});

describe('updateJobsInBulk', () => {
  it('gives one answer for each update', async () => {
    const answers = [
      'StatusCode=0&command=tobekilled',
      { type: 'json', content: '{"StatusCode": 30}' },
      'StatusCode=0',
    ];
    const { server, client } = await pair(json([true, answers]));
    const updates = [1, 2, 3].map((jobId) => ({ jobId, state: 'running' }) as const);
    const settled = await client.updateJobsInBulk(updates);
    expect(bodyOf(server)).toEqual({ jobList: JSON.stringify(updates) });
    expect(settled[0]).toEqual({ commands: [{ kind: 'tobekilled' }] });
    expect(settled.slice(1).map((answer) => isPandaServerError(answer) && answer.kind)).toEqual([
      'database',
      'database',
    ]);
  });
});

describe('getJobStatus', () => {
  it('reads lists joined by +', async () => {
    const { server, client } = await pair(form('StatusCode=0&status=running%2Bnotfound&attemptNr=1%2B0'));
    await expect(client.getJobStatus([5, 99])).resolves.toEqual([
      { jobId: 5, state: 'running', attemptNumber: 1 },
      { jobId: 99, state: 'not found', attemptNumber: 0 },
    ]);
    expect(server.requests[0]).toMatchObject({ path: '/server/panda/getStatus', body: '{"ids":"5 99"}' });
  });

  it.each(['StatusCode=0&status=running&attemptNr=1', 'StatusCode=0&status=a%2Bb&attemptNr=1', 'StatusCode=0'])(
    'refuses %j for two jobs',
    async (body) => {
      const { client } = await pair(form(body));
      await expect(client.getJobStatus([5, 99])).rejects.toMatchObject({ kind: 'bad-answer' });
    },
  );
});

describe('checkJobs', () => {
  it('tells what the server wants', async () => {
    const data = [
      { command: null, status: 'running' },
      { command: 'softkill', status: 'running' },
      { command: 'tobekilled', status: 'unknown' },
    ];
    const { server, client } = await pair(json({ StatusCode: 0, data }));
    await expect(client.checkJobs([5, 6, 99])).resolves.toEqual([
      { jobId: 5, state: 'running', commands: [] },
      { jobId: 6, state: 'running', commands: [{ kind: 'softkill' }] },
      { jobId: 99, state: 'not found', commands: [{ kind: 'tobekilled' }] },
    ]);
    expect(server.requests[0]).toMatchObject({ path: '/server/panda/checkJobStatus', body: '{"ids":"5,6,99"}' });
  });
});

it('asks nothing about nothing', async () => {
  const { server, client } = await pair(form('StatusCode=0'));
  await expect(client.getJobStatus([])).resolves.toEqual([]);
  await expect(client.checkJobs([])).resolves.toEqual([]);
  expect(server.requests).toEqual([]);
});

describe('the worker', () => {
  it('is reported by this API, and its node by the other', async () => {
    const { server, client } = await pair(form('StatusCode=0'), json({ success: true, message: '', data: null }));
    await client.updateWorkerStatus({ workerId: 1, harvesterId: 'h', status: 'started' });
    await client.updateWorkerNode({ site: 'S', hostName: 'h', cpuModel: 'c' });
    await client.updateWorkerNodeGpu({ site: 'S', hostName: 'h', vendor: 'v', model: 'm', count: 1 });
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/server/panda/updateWorkerPilotStatus',
      '/api/v1/pilot/update_worker_node',
      '/api/v1/pilot/update_worker_node_gpu',
    ]);
  });

  it('has no node where the other API is not there', async () => {
    const { client } = await pair({ status: 404, body: '<html><title>404 Not Found</title></html>' });
    const node = client.updateWorkerNode({ site: 'S', hostName: 'h', cpuModel: 'c' });
    await expect(node).rejects.toMatchObject({ kind: 'unknown-method' });
  });

  it('without a role is told so', async () => {
    const { client } = await pair(form('production or pilot role is required'));
    const update = client.updateWorkerStatus({ workerId: 1, harvesterId: 'h', status: 'started' });
    await expect(update).rejects.toMatchObject({ kind: 'denied' });
  });
});

describe('event ranges', () => {
  const range = { eventRangeID: '1-2-3-4-5', startEvent: 1, lastEvent: 2, LFN: 'l', GUID: 'g', scope: 's' };

  it.each([
    ['a list', json({ StatusCode: 0, eventRanges: [range] })],
    ['JSON text', form(`StatusCode=0&eventRanges=${encodeURIComponent(JSON.stringify([range]))}`)],
  ])('are acquired as %s', async (_, answer) => {
    const { client } = await pair(answer);
    await expect(client.acquireEventRanges({ jobId: 1, jobsetId: 2 })).resolves.toEqual([
      { eventRangeId: '1-2-3-4-5', startEvent: 1, lastEvent: 2, lfn: 'l', guid: 'g', scope: 's' },
    ]);
  });

  it('are updated, with commands', async () => {
    const Command = encodeURIComponent('{"45": "softkill"}');
    const { client } = await pair(form(`StatusCode=0&Command=${Command}`));
    const commands = await client.updateEventRange({ eventRangeId: '1-45-3-4-5', status: 'finished' });
    expect([...commands]).toEqual([[45, [{ kind: 'softkill' }]]]);
  });

  it('are updated in one request, and one answer too many is let go', async () => {
    const { server, client } = await pair(
      json({ StatusCode: 0, Returns: '[true, null, false]', Command: '{"45": null}' }),
    );
    const updates = ['a', 'b'].map((eventRangeId) => ({ eventRangeId, status: 'finished' }) as const);
    await expect(client.updateEventRanges(updates)).resolves.toEqual({
      taken: [true, false],
      commands: new Map([[45, []]]),
    });
    const list = ['a', 'b'].map((eventRangeID) => ({ eventRangeID, eventStatus: 'finished' }));
    expect(bodyOf(server)).toEqual({ eventRanges: JSON.stringify(list) });
  });

  it.each([
    { StatusCode: 0, Returns: '[true]', Command: null },
    { StatusCode: 0, Returns: 'x', Command: null },
    { StatusCode: 0, Returns: [true, true], Command: '{"x": "y"}' },
  ])('are not updated by %j', async (answer) => {
    const { client } = await pair(json(answer));
    const updates = ['a', 'b'].map((eventRangeId) => ({ eventRangeId, status: 'finished' }) as const);
    await expect(client.updateEventRanges(updates)).rejects.toMatchObject({ kind: 'bad-answer' });
  });
});

describe('credentials', () => {
  it('come hidden, and their keys stand in no address', async () => {
    const { server, client } = await pair(
      json({ StatusCode: 0, errorDialog: '', userProxy: 'PROXY' }),
      json({ StatusCode: 0, errorDialog: '', userProxy: 'TOKEN' }),
      json({ StatusCode: 0, tokenKey: 'KEY' }),
      json({ StatusCode: 0, publicKey: 'PUBLIC', privateKey: 'PRIVATE' }),
    );
    const proxy = await client.getProxy({ dn: '/CN=me', role: 'production' });
    const renewed = await client.getAccessToken({ clientName: 'pilot_server', tokenKey: secret('k/e+y') });
    const key = await client.getTokenKey('pilot_server');
    const keys = await client.getKeyPair({ publicKeyName: 'a', privateKeyName: 'b' });
    expect([proxy, renewed, key, keys.privateKey].map((each) => each.reveal())).toEqual([
      'PROXY',
      'TOKEN',
      'KEY',
      'PRIVATE',
    ]);
    expect(JSON.stringify([proxy, renewed, key, keys])).not.toMatch(/PROXY|TOKEN|KEY|PRIVATE/);
    expect(server.requests.map(({ verb, path, query, body }) => [verb, path, query.size, JSON.parse(body)])).toEqual([
      ['POST', '/server/panda/getProxy', 0, { dn: '/CN=me', role: 'production' }],
      ['POST', '/server/panda/get_access_token', 0, { client_name: 'pilot_server', token_key: 'k/e+y' }],
      ['POST', '/server/panda/get_token_key', 0, { client_name: 'pilot_server' }],
      ['POST', '/server/panda/getKeyPair', 0, { publicKeyName: 'a', privateKeyName: 'b' }],
    ]);
  });
});

describe('isAlive', () => {
  it('shows no credential', async () => {
    const { server, client } = await pair(form('alive=yes'), form('alive=no'), { body: '<title>Welcome</title>' });
    await expect(client.isAlive()).resolves.toBe(true);
    await expect(client.isAlive()).resolves.toBe(false);
    await expect(client.isAlive()).rejects.toMatchObject({ kind: 'bad-answer' });
    expect(server.requests[0]).toMatchObject({ verb: 'GET', path: '/server/panda/isAlive', body: '' });
    expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
  });
});

describe('more about event ranges', () => {
  it.each([7, '7'])('they are counted: %j', async (nEventRanges) => {
    const { server, client } = await pair(json({ StatusCode: 0, nEventRanges }));
    await expect(client.countEventRanges({ jobId: 1, jobsetId: 2, taskId: 3 })).resolves.toBe(7);
    expect(bodyOf(server)).toEqual({ pandaID: '1', jobsetID: '2', taskID: '3' });
  });

  it('they are known by state', async () => {
    const { server, client } = await pair(json({ '45': { a: { status: 'sent', error: null, dialog: null } } }));
    const known = await client.getEventRangeStatuses([{ jobId: 45, taskId: 1 }]);
    expect(known).toEqual(new Map([[45, new Map([['a', { status: 'sent' }]])]]));
    expect(bodyOf(server)).toEqual({ ids: '[{"task_id":1,"job_id":45,"panda_id":45}]' });
    await expect(client.getEventRangeStatuses([])).resolves.toEqual(new Map());
  });

  it('a server that knows nothing of them has no answer', async () => {
    const { client } = await pair(json(null));
    await expect(client.getEventRangeStatuses([{ jobId: 45, taskId: 1 }])).rejects.toMatchObject({
      kind: 'bad-answer',
    });
  });

  it('they are updated in zip files, and commands come back', async () => {
    const { server, client } = await pair(
      json({ StatusCode: 0, Returns: [true, true, false], Command: { '45': 'tobekilled' } }),
    );
    await expect(client.updateZippedEventRanges([zipped])).resolves.toEqual({
      taken: [true, true],
      commands: new Map([[45, [{ kind: 'tobekilled' }]]]),
    });
    const { eventRanges, version } = bodyOf(server) as { eventRanges: string; version: number };
    expect([JSON.parse(eventRanges), version]).toEqual([zippedOnTheWire, 1]);
  });
});

describe('setDebugMode', () => {
  it('takes one word for success', async () => {
    const { server, client } = await pair(form('Succeeded'));
    await client.setDebugMode({ jobId: 1, mode: 'off' });
    expect(bodyOf(server)).toEqual({ pandaID: 1, modeOn: false });
  });

  it.each([
    ['production or pilot role is required', 'denied'],
    ['ERROR : job 1 not found in DB', 'refused'],
    ['<html><title>503</title></html>', 'bad-answer'],
    ['', 'bad-answer'],
  ])('calls %j %s', async (words, kind) => {
    const { client } = await pair(form(words));
    await expect(client.setDebugMode({ jobId: 1, mode: 'on' })).rejects.toMatchObject({ kind });
  });
});

describe('getUserSecrets', () => {
  it('gives them hidden', async () => {
    const { server, client } = await pair(json([true, { a: 'SECRET' }]));
    const found = await client.getUserSecrets(['a', 'b']);
    expect(found.get('a')?.reveal()).toBe('SECRET');
    expect(bodyOf(server)).toEqual({ keys: 'a,b', get_json: true });
  });

  it('rejects with the server’s reason', async () => {
    const { client } = await pair(json([false, 'database error']));
    await expect(client.getUserSecrets(['a'])).rejects.toMatchObject({ kind: 'refused' });
    await expect(client.getUserSecrets([])).resolves.toEqual(new Map());
  });
});

describe('the caller', () => {
  const text =
    '===== param =====\nx = 1\n\n====== env ======\nSSL_CLIENT_S_DN : /CN=me\nGRST_CRED_1 : VOMS 1 2 0 /atlas\n';

  it('is described as the server sees it', async () => {
    const { client } = await pair(form(text), form('GRST_CRED_1 : VOMS 1 2 0 /atlas\n'), form('<html>'));
    await expect(client.describeCaller()).resolves.toEqual({ subject: '/CN=me', fqans: ['/atlas'] });
    await expect(client.getVomsAttributes()).resolves.toEqual(['/atlas']);
    await expect(client.describeCaller()).rejects.toMatchObject({ kind: 'bad-answer' });
  });
});
