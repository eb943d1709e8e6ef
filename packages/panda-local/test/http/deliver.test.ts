import { describe, expect, it } from 'vitest';
import type { Fault, PandaLocal } from '../../src/index.ts';
import { acquire, bareJob, fullJob, goodReport, localServer, post, update } from '../local-server.ts';

async function faulty(fault: Fault): Promise<{ server: PandaLocal; id: number }> {
  const server = await localServer();
  const id = await server.submit(bareJob);
  server.misbehave({ method: 'pilot/update_job', fault });
  return { server, id };
}
const send = (server: PandaLocal, id: number, signal?: AbortSignal) =>
  fetch(`${server.url}/api/v1/pilot/update_job`, {
    method: 'POST',
    body: JSON.stringify({ job_id: id, job_status: 'running' }),
    headers: { 'Content-Type': 'application/json' },
    ...(signal !== undefined && { signal }),
  });

describe('a scripted fault', () => {
  it.each<[Fault, number, string]>([
    [{ kind: 'http', status: 500, body: 'boom' }, 500, 'boom'],
    [{ kind: 'http', status: 403 }, 403, ''],
    ['database-error', 200, '{"success":true,"message":"Database error","data":{"StatusCode":30}}'],
  ])('%j answers so once, and stores nothing', async (fault, status, body) => {
    const { server, id } = await faulty(fault);
    const response = await send(server, id);
    expect([response.status, await response.text()]).toEqual([status, body]);
    expect(server.job(id)?.status).toBe('activated');
    await update(server, id, 'running');
    expect(server.job(id)?.status).toBe('running');
    expect(server.requests.map((request) => request.fault)).toEqual([
      typeof fault === 'string' ? fault : 'http',
      undefined,
    ]);
  });

  it.each<Fault>(['html', 'garbage'])('%s is no answer a client can read', async (fault) => {
    const { server, id } = await faulty(fault);
    await expect((await send(server, id)).json()).rejects.toThrow(SyntaxError);
    expect(server.job(id)?.status).toBe('activated');
  });

  it('hang never answers, and the server still closes at once', async () => {
    const { server, id } = await faulty('hang');
    const patience = new AbortController();
    const call = send(server, id, patience.signal);
    await expect.poll(() => server.requests.length).toBe(1);
    const closing = server.close();
    await expect(call).rejects.toThrow();
    await closing;
  });

  it('cut drops the connection before the answer', async () => {
    const { server, id } = await faulty('cut');
    await expect(send(server, id)).rejects.toThrow();
    expect(server.job(id)?.status).toBe('activated');
  });

  it('cut in the middle sends half of the true answer', async () => {
    const { server, id } = await faulty({ kind: 'cut', at: 'middle' });
    const response = await send(server, id);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    expect(server.job(id)?.status).toBe('running');
  });

  it('slow sends the true answer at its pace', async () => {
    const { server, id } = await faulty({ kind: 'slow', bytesPerSecond: 400 });
    const started = performance.now();
    expect(await (await send(server, id)).json()).toMatchObject({ success: true });
    expect(performance.now() - started).toBeGreaterThan(100);
  });

  it('slow does not hold the server back when it closes', async () => {
    const { server, id } = await faulty({ kind: 'slow', bytesPerSecond: 1 });
    const response = await send(server, id);
    const started = performance.now();
    await server.close();
    expect(performance.now() - started).toBeLessThan(8000);
    await expect(response.text()).rejects.toThrow();
  });

  it('after stores the update and loses the answer', async () => {
    const server = await localServer();
    const id = await server.submit(fullJob);
    await acquire(server);
    server.misbehave({ method: 'pilot/update_job', fault: { kind: 'after' } });
    const report = { job_output_report: goodReport };
    await expect(post(server, 'pilot/update_job', { job_id: id, job_status: 'finished', ...report })).rejects.toThrow();
    expect(server.job(id)?.status).toBe('finished');
    expect(await update(server, id, 'finished', report)).toEqual({ StatusCode: 0, command: 'tobekilled' });
  });
});
