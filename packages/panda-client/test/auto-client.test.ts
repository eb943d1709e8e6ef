import { setTimeout as sleep } from 'node:timers/promises';
import { type ScriptedAnswer, type ScriptedServer, scriptedServer } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import type { JobUpdate, PandaClient } from '../src/index.ts';
import { holdTime, refused, taken, testClient } from './test-client.ts';

async function pair(...answers: readonly ScriptedAnswer[]): Promise<{ server: ScriptedServer; client: PandaClient }> {
  const server = await scriptedServer({ answers });
  const timeoutMs = answers.some((answer) => 'hang' in answer) ? 500 : 20_000;
  return { server, client: testClient(server.url, { timeoutMs }) };
}

const forbidden = (method: string): ScriptedAnswer => ({ status: 403, body: `ERROR : method ${method} is forbidden` });
const classicTaken: ScriptedAnswer = { json: { StatusCode: 0, command: 'NULL' } };
const running: JobUpdate = { jobId: 1, state: 'running' };
const pathsOf = ({ requests }: ScriptedServer): readonly string[] => requests.map(({ path }) => path);
const v1Path = '/api/v1/pilot/update_job';
const classicPath = '/server/panda/updateJob';

describe('a server of today', () => {
  it('costs no request to find out', async () => {
    const { server, client } = await pair(taken);
    expect(client.api).toBeUndefined();
    await client.updateJob(running);
    await client.updateJob(running);
    expect(client.api).toBe('v1');
    expect(pathsOf(server)).toEqual([v1Path, v1Path]);
  });
});

describe('a server up to 0.8.1 without the new API', () => {
  it.each<[string, ScriptedAnswer]>([
    ['forbids the method', forbidden('update_job')],
    ['says so as in 2023', { body: 'False : update_job is forbidden' }],
    ['keeps its web server closed', { status: 403, body: '<html><title>403 Forbidden</title></html>' }],
    ['has no such path', { status: 404, body: '<html><title>404 Not Found</title></html>' }],
  ])('that %s costs one', async (_, answer) => {
    const { server, client } = await pair(answer, classicTaken);
    for (let call = 0; call < 3; call += 1) await expect(client.updateJob(running)).resolves.toEqual({ commands: [] });
    expect(client.api).toBe('classic');
    expect(pathsOf(server)).toEqual([v1Path, classicPath, classicPath, classicPath]);
  });

  it('gives jobs, though that call is never repeated', async () => {
    const { client } = await pair(forbidden('acquire_jobs'), { json: { StatusCode: 0, jobs: [{ PandaID: 1 }] } });
    await expect(client.acquireJobs({ siteName: 'Q' })).resolves.toMatchObject({ kind: 'jobs' });
  });

  it('has its refusals told as they are', async () => {
    const { client } = await pair(forbidden('update_job'), { json: { StatusCode: 30 } });
    await expect(client.updateJob(running)).rejects.toMatchObject({ kind: 'database', method: 'updateJob' });
  });

  it('tells of worker nodes that it cannot take them, and remains the server that it was', async () => {
    const { server, client } = await pair(forbidden('update_job'), classicTaken, forbidden('x'), classicTaken);
    await client.updateJob(running);
    const node = client.updateWorkerNode({ site: 'S', hostName: 'h', cpuModel: 'c' });
    await expect(node).rejects.toMatchObject({ kind: 'unknown-method' });
    await client.updateJob(running);
    expect(pathsOf(server)).toEqual([v1Path, classicPath, '/api/v1/pilot/update_worker_node', classicPath]);
  });
});

describe('the choice', () => {
  it.each<[ScriptedAnswer, string]>([
    [{ status: 500, body: 'oops' }, 'http'],
    [{ status: 403, body: 'ERROR : someone is banned' }, 'denied'],
    [{ body: '<html><title>Sign in</title></html>' }, 'bad-answer'],
    [{ cut: 'before-answer' }, 'connection-lost'],
    [{ hang: true }, 'timed-out'],
    [{ json: { success: true, message: 'Database error', data: { StatusCode: 30 } } }, 'database'],
  ])('is not made by %j', async (answer, kind) => {
    const { server, client } = await pair(answer);
    const letPass = 'hang' in answer ? holdTime() : undefined;
    const refusal = expect(client.updateJob(running)).rejects.toMatchObject({ kind });
    await letPass?.(500, server, 1);
    await refusal;
    expect(client.api).toBeUndefined();
    expect(pathsOf(server)).toEqual([v1Path]);
  });

  it('is made anew when a server is upgraded', async () => {
    const { server, client } = await pair(forbidden('update_job'), classicTaken, forbidden('updateJob'), taken, taken);
    for (let call = 0; call < 3; call += 1) await client.updateJob(running);
    expect(client.api).toBe('v1');
    expect(pathsOf(server)).toEqual([v1Path, classicPath, classicPath, v1Path, v1Path]);
  });

  it('of a server that has neither is told of', async () => {
    const { server, client } = await pair({ status: 404, body: 'not here' });
    await expect(client.updateJob(running)).rejects.toMatchObject({
      kind: 'unknown-method',
      method: 'pilot/update_job',
    });
    expect(pathsOf(server)).toEqual([v1Path, classicPath]);
  });

  it('is made within the time of one call', async () => {
    const { server, client } = await pair(forbidden('update_job'), { hang: true });
    const letPass = holdTime();
    const refusal = expect(client.updateJob(running)).rejects.toMatchObject({ kind: 'timed-out', method: 'updateJob' });
    // Of the first request the second one has what is left.
    await letPass(500, server, 2);
    await refusal;
  });

  it('is made once by many calls at a time', async () => {
    const { server, client } = await pair(forbidden('a'), forbidden('b'), classicTaken);
    const answers = await Promise.all([client.updateJob(running), client.updateJob(running)]);
    expect(answers).toEqual([{ commands: [] }, { commands: [] }]);
    await client.updateJob(running);
    expect(pathsOf(server).filter((path) => path === classicPath)).toHaveLength(3);
  });
});

describe('a caller whose role is too small for the new API', () => {
  const denied = refused('production or pilot role required');

  it('is shown to the classic one, which may take it', async () => {
    const { server, client } = await pair(denied, classicTaken, classicTaken);
    await client.updateJob(running);
    await client.updateJob(running);
    expect(client.api).toBe('classic');
    expect(pathsOf(server)).toEqual([v1Path, classicPath, classicPath]);
  });

  it('is told of the role where there is no other', async () => {
    const { server, client } = await pair(denied, forbidden('updateJob'), denied);
    for (let call = 0; call < 2; call += 1) {
      await expect(client.updateJob(running)).rejects.toMatchObject({ kind: 'denied', method: 'pilot/update_job' });
    }
    expect(pathsOf(server)).toEqual([v1Path, classicPath, v1Path]);
  });

  it('is told of the role where the other denies it too', async () => {
    const { client } = await pair(denied, { json: { StatusCode: 60 } });
    await expect(client.updateJob(running)).rejects.toMatchObject({ kind: 'denied', method: 'pilot/update_job' });
  });
});

it('ends when it is told to, between the two', async () => {
  const server = await scriptedServer({ answers: [forbidden('update_job'), { hang: true }] });
  const client = testClient(server.url);
  const reason = new Error('enough');
  const leaving = new AbortController();
  const update = client.updateJob(running, { signal: leaving.signal });
  void sleep(80).then(() => leaving.abort(reason));
  await expect(update).rejects.toBe(reason);
});
