import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { KnownToken } from '../../src/index.ts';
import { bareJob, localServer } from '../local-server.ts';
import { call, classicServer, post, send } from './classic-call.ts';

const token: KnownToken = { token: 'a.b.c', name: 'Ann Pilot', groups: ['atlas', 'atlas/pilot'] };
const bearer = (origin: string) => ({ Authorization: 'Bearer a.b.c', Origin: origin });

describe('a path', () => {
  it('is forbidden on a server of today', async () => {
    const { status, text } = await send(await localServer(), 'getJob', { method: 'POST' });
    expect([status, text]).toEqual([403, 'ERROR : method getJob is forbidden']);
  });

  it.each(['no_such_method', 'constructor', 'getJob/', 'killJobs'])('%s is forbidden everywhere', async (method) => {
    const { status, text } = await send(await classicServer(), method, { method: 'POST' });
    expect([status, text]).toEqual([403, `ERROR : method ${method.split('/').at(-1)} is forbidden`]);
  });

  it('of the other API is forbidden on a server that has only this one', async () => {
    const server = await localServer({ apis: ['classic'] });
    const response = await fetch(`${server.url}/api/v1/system/is_alive`);
    expect([response.status, await response.text()]).toEqual([403, 'ERROR : method is_alive is forbidden']);
  });
});

describe('an answer', () => {
  it('is JSON for those whose Accept mentions it, and fields for all others', async () => {
    const server = await classicServer();
    const asked = (headers: Record<string, string>) => send(server, 'getJob?siteName=Q', { headers });
    expect(await asked({})).toEqual({ status: 200, type: 'text/plain', text: 'StatusCode=20' });
    expect(await asked({ Accept: 'text/html, application/json;q=0.9' })).toEqual({
      status: 200,
      type: 'application/json',
      text: '{"StatusCode":20,"errorDialog":"no jobs in PanDA"}',
    });
  });

  it.each([
    ['getStatus', { ids: '1' }, 'text/plain', 'StatusCode=0&status=notfound&attemptNr=0'],
    ['isAlive', {}, 'text/plain', 'alive=yes'],
    ['checkJobStatus', { ids: '1' }, 'application/json', expect.stringMatching(/^\{"StatusCode":0,/)],
    ['getProxy', {}, 'application/json', expect.stringMatching(/^\{"StatusCode":70,/)],
  ])('of %s has its own form, whatever is asked for', async (method, given, type, text) => {
    const server = await classicServer();
    for (const Accept of ['application/json', '*/*']) {
      const body = new URLSearchParams(given);
      const received = await send(server, method, { method: 'POST', body, headers: { Accept } });
      expect(received).toEqual({ status: 200, type, text });
    }
  });
});

describe('a body', () => {
  const json = { 'Content-Type': 'application/json' };

  it('of JSON must be gzip, and nothing says so', async () => {
    const server = await classicServer();
    const getJob = (body: BodyInit, headers: Record<string, string> = json) =>
      send(server, 'getJob', { method: 'POST', body, headers });
    expect(await getJob(gzipSync('{"siteName":"Q"}'))).toMatchObject({ status: 200, text: 'StatusCode=20' });
    expect(await getJob('{"siteName":"Q"}')).toMatchObject({ status: 500, text: 'Not a gzipped file' });
    expect(await getJob(gzipSync('[]'))).toMatchObject({ status: 500 });
    const charset = { 'Content-Type': 'application/json; charset=utf-8' };
    expect(await getJob(gzipSync('{"siteName":"Q"}'), charset)).toMatchObject({
      status: 500,
      text: "getJob() missing 1 required positional argument: 'siteName'",
    });
  });

  it('or a query may hold the arguments, and the first of two values counts', async () => {
    const server = await classicServer();
    await server.submit(bareJob);
    const { text } = await send(server, 'getStatus?ids=1&ids=2', {});
    expect(text).toBe('StatusCode=0&status=activated&attemptNr=1');
  });

  it.each([
    [{ jobId: '1' }, "updateJob() missing 1 required positional argument: 'state'"],
    [{}, "updateJob() missing 2 required positional arguments: 'jobId' and 'state'"],
    [{ jobId: '1', state: 'running', site: 'x' }, "updateJob() got an unexpected keyword argument 'site'"],
  ])('with %j is a crash', async (given, text) => {
    const body = new URLSearchParams(given);
    expect(await send(await classicServer(), 'updateJob', { method: 'POST', body })).toMatchObject({
      status: 500,
      text,
    });
  });

  it('that lacks three arguments is told so in good English', async () => {
    expect(await post(await classicServer(), 'updateWorkerPilotStatus', { site: 'x' })).toBe(
      "updateWorkerPilotStatus() missing 3 required positional arguments: 'workerID', 'harvesterID', and 'status'",
    );
  });
});

describe('a caller', () => {
  const pilot = { tokens: [token] };

  it('with the role pilot is a pilot, which the other API denies', async () => {
    const server = await classicServer(pilot);
    const id = await server.submit(bareJob);
    const given = { jobId: id, state: 'running' };
    expect(await call(server, 'updateJob', given, bearer('atlas:pilot'))).toEqual({ StatusCode: 0, command: 'NULL' });
  });

  it.each([
    ['getJob', { siteName: 'Q' }],
    ['updateJob', { jobId: 1, state: 'running' }],
  ])('without an identity gets StatusCode 60 of %s, and the reason only in JSON', async (method, given) => {
    const server = await classicServer(pilot);
    const errorDialog = 'no production/pilot role in VOMS FQANs or non pilot owner';
    expect(await call(server, method, given)).toEqual({ StatusCode: 60, errorDialog });
    expect(await call(server, method, given, bearer('atlas'))).toEqual({ StatusCode: 60, errorDialog });
    expect(await call(server, method, given, { Accept: '*/*' })).toBe('StatusCode=60');
  });

  it.each([
    ['updateWorkerPilotStatus', { site: 'S', workerID: 1, harvesterID: 'h', status: 'started' }],
    ['getEventRanges', { pandaID: 1, jobsetID: 1 }],
    ['updateEventRange', { eventRangeID: '1', eventStatus: 'finished' }],
    ['updateEventRanges', { eventRanges: '[]' }],
  ])('who may not %s is told so in a bare text', async (method, given) => {
    const server = await classicServer(pilot);
    expect(await call(server, method, given)).toBe('failed to retrieve DN');
    expect(await call(server, method, given, bearer('atlas'))).toBe('production or pilot role is required');
  });

  it('who is not let in at all gets 403', async () => {
    const server = await classicServer({ ...pilot, banned: ['Ann Pilot'] });
    const asked = (headers: Record<string, string>) => send(server, 'isAlive', { headers });
    expect(await asked(bearer('atlas'))).toMatchObject({ status: 403, text: 'ERROR : Ann Pilot is banned' });
    expect(await asked({ Authorization: 'Bearer x', Origin: 'atlas' })).toMatchObject({ status: 403 });
  });
});

it('goes wrong as it is told to, by the names of its own methods', async () => {
  const server = await classicServer();
  server.misbehave({ method: 'updateJob', fault: 'database-error', times: 2 });
  expect(await call(server, 'updateJob', { jobId: 1, state: 'running' })).toEqual({ StatusCode: 30 });
  expect(await post(server, 'updateJob', { jobId: '1', state: 'running' })).toBe('StatusCode=30');
  expect(server.requests).toMatchObject([
    { method: 'updateJob', arguments: { jobId: 1, state: 'running' }, fault: 'database-error' },
    { method: 'updateJob', arguments: { jobId: '1' } },
  ]);
});
