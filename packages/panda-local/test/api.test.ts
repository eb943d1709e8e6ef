import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { KnownToken } from '../src/index.ts';
import { acquire, bareJob, get, localServer, post } from './local-server.ts';

const token: KnownToken = { token: 'a.b.c', name: 'Ann Pilot', groups: ['atlas', 'atlas/production', 'atlas/pilot'] };
const bearer = (origin: string) => ({ Authorization: 'Bearer a.b.c', Origin: origin });
const raw = (url: string, init: RequestInit) => fetch(url, { method: 'POST', ...init });

describe('the path', () => {
  it.each([
    ['/api/v1/pilot/no_such_method', 'no_such_method'],
    ['/api/v1/pilot/update_job/', ''],
    ['/api/latest/pilot/update_job', 'update_job'],
    ['/server/panda/getJob', 'getJob'],
    ['/api/v1/pilot/constructor', 'constructor'],
    ['/', ''],
  ])('%s is forbidden', async (path, method) => {
    const server = await localServer();
    const response = await raw(server.url + path, { body: '{}', headers: { 'Content-Type': 'application/json' } });
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      403,
      'text/plain',
      `ERROR : method ${method} is forbidden`,
    ]);
  });
});

describe('the form of the answer', () => {
  it.each<[string, Record<string, string>, boolean]>([
    ['Accept: application/json', { Accept: 'application/json' }, true],
    ['Accept with a charset', { Accept: 'application/json; charset=utf-8' }, false],
    ['Accept of several', { Accept: 'application/json, text/plain' }, false],
    ['no Accept of its own', {}, false],
  ])('%s', async (_, headers, json) => {
    const server = await localServer();
    const response = await fetch(`${server.url}/api/v1/system/is_alive`, { headers });
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(await response.text()).toBe(
      json ? '{"success":true,"message":"","data":null}' : "{'success': True, 'message': '', 'data': None}",
    );
  });
});

describe('the body', () => {
  const url = '/api/v1/pilot/acquire_jobs';

  it('with a charset in its type loses its arguments', async () => {
    const server = await localServer();
    const response = await raw(server.url + url, {
      body: '{"site_name":"Q"}',
      headers: { 'Content-Type': 'application/json; charset=utf-8', Accept: 'application/json' },
    });
    expect(await response.json()).toMatchObject({
      success: false,
      message: "Argument error: missing a required argument: 'site_name'",
    });
  });

  it('may be gzip', async () => {
    const server = await localServer();
    await server.submit(bareJob);
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
    const response = await raw(server.url + url, { body: gzipSync('{"site_name":"Q"}'), headers });
    expect(await response.json()).toMatchObject({ success: true });
  });

  it('that is no JSON is answered with 500 and the words of Python', async () => {
    const server = await localServer();
    const response = await raw(server.url + url, {
      body: '{"site_name":',
      headers: { 'Content-Type': 'application/json' },
    });
    expect([response.status, await response.text()]).toEqual([500, 'Expecting value: line 1 column 14 (char 13)']);
  });

  it('as a form keeps its values as text, which no int parameter takes', async () => {
    const server = await localServer();
    const response = await raw(server.url + url, {
      body: new URLSearchParams({ site_name: 'Q', memory: '5' }),
      headers: { Accept: 'application/json' },
    });
    expect(await response.json()).toMatchObject({ message: "Type error: 'memory' must be of type int, got str." });
  });
});

describe('the order of refusals', () => {
  it('is identity, role, verb, arguments', async () => {
    const server = await localServer({ tokens: [token] });
    const message = async (method: string, headers: object) => (await get(server, method, '', headers)).message;
    expect(await message('pilot/update_job', {})).toBe('SSL secure connection is required');
    expect(await message('pilot/update_job', bearer('atlas'))).toBe('production or pilot role required');
    expect(await message('pilot/update_job', bearer('atlas:pilot'))).toBe('production or pilot role required');
    expect(await message('pilot/update_job', bearer('atlas:production'))).toBe('expecting POST, received GET');
    expect((await post(server, 'pilot/update_job', {}, bearer('atlas:production'))).message).toBe(
      "Argument error: missing a required argument: 'job_id'",
    );
    expect((await post(server, 'system/is_alive', {})).message).toBe('expecting GET, received POST');
  });

  it.each([
    [
      'a token that nobody knows',
      { Authorization: 'Bearer x.y.z', Origin: 'atlas:production' },
      'ERROR : Token authentication failed. Invalid token. Signature verification failed',
    ],
    [
      'a token without an Origin',
      { Authorization: 'Bearer a.b.c' },
      "ERROR : Token authentication failed. Token decode failure. 'NoneType' object has no attribute 'replace'",
    ],
    ['a banned user', bearer('atlas:production'), 'ERROR : Ann Pilot is banned'],
  ])('sends away %s with 403', async (_, headers, sentence) => {
    const server = await localServer({ tokens: [token], banned: ['Ann Pilot'] });
    const response = await fetch(`${server.url}/api/v1/system/is_alive`, { headers });
    expect([response.status, await response.text()]).toEqual([403, sentence]);
  });

  it('says so when a token has expired', async () => {
    const server = await localServer({ tokens: [{ ...token, expiresAt: new Date(0) }] });
    const response = await fetch(`${server.url}/api/v1/system/is_alive`, { headers: bearer('atlas:production') });
    expect([response.status, await response.text()]).toEqual([
      403,
      'ERROR : Token authentication failed. Invalid token. Signature has expired',
    ]);
  });
});

describe('the record of requests', () => {
  it('has arguments and answers, and no credentials', async () => {
    const server = await localServer({ tokens: [token], clock: () => new Date('2026-06-01') });
    await acquire(server, { memory: 5 });
    await raw(`${server.url}/api/v1/pilot/acquire_jobs`, {
      body: 'nonsense',
      headers: { 'Content-Type': 'application/json', ...bearer('atlas:production') },
    });
    expect(server.requests).toMatchObject([
      {
        at: new Date('2026-06-01'),
        verb: 'POST',
        method: 'pilot/acquire_jobs',
        arguments: { site_name: 'Q', memory: 5 },
        answer: { status: 200 },
      },
      { arguments: undefined, answer: { status: 500 } },
    ]);
    expect(JSON.stringify(server.requests)).not.toContain('a.b.c');
  });
});

it('answers 500 with the message when a method crashes', async () => {
  const server = await localServer();
  const response = await raw(`${server.url}/api/v1/event/update_event_ranges`, {
    body: JSON.stringify({ event_ranges: '[]' }),
    headers: { 'Content-Type': 'application/json' },
  });
  expect([response.status, await response.text()]).toEqual([500, 'Type not serializable']);
});
