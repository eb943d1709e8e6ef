import { describe, expect, it } from 'vitest';
import type { PandaLocal } from '../src/index.ts';
import { acquire, bareJob, localServer, update } from './local-server.ts';

async function local(server: PandaLocal, path: string, body?: unknown, type = 'application/json') {
  const post = { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': type } };
  const response = await fetch(`${server.url}/local/${path}`, body === undefined ? {} : post);
  return { status: response.status, answer: await response.json() };
}

describe('/local', () => {
  it('submits, and shows jobs', async () => {
    const server = await localServer();
    expect(await local(server, 'submit', bareJob)).toEqual({ status: 200, answer: { pandaId: 1 } });
    expect((await local(server, 'jobs')).answer).toMatchObject([{ pandaId: 1, status: 'activated' }]);
    expect((await local(server, 'job/1')).answer).toMatchObject({ pandaId: 1 });
  });

  it('says what is wrong with a description', async () => {
    const server = await localServer();
    const { status, answer } = await local(server, 'submit', { queue: '' });
    expect(status).toBe(400);
    expect(answer).toMatchObject({ error: expect.stringMatching(/queue: .*transformation: /) as unknown });
  });

  it('commands and kills', async () => {
    const server = await localServer();
    const id = await server.submit(bareJob);
    await acquire(server);
    await local(server, 'command', { pandaId: id, text: 'debug' });
    expect(await update(server, id, 'running')).toEqual({ StatusCode: 0, command: 'debug' });
    await local(server, 'kill', { pandaId: id });
    expect(await update(server, id, 'running')).toEqual({ StatusCode: 0, command: 'debug,tobekilled' });
    await local(server, 'kill', { pandaId: id, code: 9 });
    expect(server.job(id)?.status).toBe('cancelled');
  });

  it('scripts faults, and shows requests', async () => {
    const server = await localServer();
    await local(server, 'misbehave', { method: '*', fault: { kind: 'http', status: 503 } });
    expect((await fetch(`${server.url}/api/v1/system/is_alive`)).status).toBe(503);
    expect((await local(server, 'requests')).answer).toMatchObject([{ method: 'system/is_alive', fault: 'http' }]);
  });

  it.each([
    ['job/99', undefined, 404, 'there is no job 99'],
    ['nothing', undefined, 404, 'there is no /local/nothing'],
    ['nothing', {}, 404, 'there is no /local/nothing'],
    ['kill', { pandaId: 99 }, 404, 'there is no job 99'],
  ])('%s with %j is not there', async (path, body, status, error) => {
    expect(await local(await localServer(), path, body)).toEqual({ status, answer: { error } });
  });

  it('takes nothing that a page in a browser could send', async () => {
    const server = await localServer();
    expect((await local(server, 'submit', bareJob, 'text/plain')).status).toBe(400);
    expect(server.jobs()).toEqual([]);
  });
});
