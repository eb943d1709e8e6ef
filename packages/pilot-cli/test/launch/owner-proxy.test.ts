import { writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { parseJob, PilotError } from '@panda-pilot/core';
import { type Secret, secret } from '@panda-pilot/credentials';
import { PandaServerError } from '@panda-pilot/panda-client';
import { createTestAuthority, signingPolicy, tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fetchAnotherProxy, fetchOwnerProxy, type ProxyPlaces } from '../../src/launch/owner-proxy.ts';

const owner = '/DC=test/DC=grid/CN=jdoe/CN=123456/CN=Jane Doe (Example)';
const authority = createTestAuthority('/DC=test/DC=grid/CN=Test Grid CA');
const text = authority.issue(owner).delegate().file();

const failure = (more: { readonly retryable: boolean }): Error =>
  new PandaServerError('500', { kind: 'http', method: 'creds/get_proxy', ...more });

async function fetchFor(wire: Record<string, unknown>, change: Partial<ProxyPlaces> = {}, fetch = fetchOwnerProxy) {
  const policy = signingPolicy(authority.certificate.subject, '/DC=test/DC=grid/*');
  const caDirectory = await tree(authority.files({ signingPolicy: policy, revocations: authority.revoke([]) }));
  const asked: unknown[] = [];
  const getProxy: ProxyPlaces['server']['getProxy'] = (request) => Promise.resolve((asked.push(request), secret(text)));
  const places: ProxyPlaces = {
    from: 'auto',
    caDirectory,
    minSeconds: 60,
    ownerDigits: 'keep',
    server: { getProxy },
    ...change,
  };
  const job = parseJob({
    PandaID: 1,
    attemptNr: 1,
    prodSourceLabel: 'user',
    transformation: 'true',
    prodUserID: owner,
    ...wire,
  });
  const { proxy } = await fetch(places, job, await tempDir());
  return { identity: proxy.identity.slash, asked };
}

describe("the proxy of a job's owner", () => {
  it('is the one that the job brings, before any that would have to be asked for', async () => {
    expect(await fetchFor({ userProxy: text })).toEqual({ identity: owner, asked: [] });
  });

  it('is asked of the PanDA server where nobody names a MyProxy server, by the whole name of the owner', async () => {
    expect(await fetchFor({ credname: '', myproxy: 'None' })).toEqual({
      identity: owner,
      asked: [{ dn: owner, role: 'user' }],
    });
  });

  it('is that of the person behind a proxy, when the job names one', async () => {
    const { asked } = await fetchFor({ prodUserID: `${owner}/CN=proxy/CN=limited proxy` });
    expect(asked).toEqual([{ dn: owner, role: 'user' }]);
  });

  it('is that of a name without the digits that a proxy has appended, where the site says so', async () => {
    const { asked } = await fetchFor({ prodUserID: `${owner}/CN=1234567890` }, { ownerDigits: 'strip' });
    expect(asked).toEqual([{ dn: owner, role: 'user' }]);
    await expect(fetchFor({ prodUserID: `${owner}/CN=1234567890` })).rejects.toThrow('not of');
  });

  it('is not there for a name with digits at its end: what they may be is told, and only then', async () => {
    const error = new PilotError('NO_PROXY', 'No credentials exist', {
      hint: 'For the user: store one',
      details: { refusal: 'no-such-credential' },
    });
    const server = { getProxy: () => Promise.reject(error) };
    const told = {
      message: error.message,
      hint: expect.stringMatching(/^For the user: store one; .*--owner-digits strip/),
    };
    await expect(fetchFor({ prodUserID: `${owner}/CN=12345` }, { server })).rejects.toMatchObject(told);
    await expect(fetchFor({}, { server })).rejects.toBe(error);
  });

  it('is asked of somebody else when the one that came with the job ends', async () => {
    const asked: unknown[] = [];
    const getProxy: ProxyPlaces['server']['getProxy'] = (request) =>
      Promise.resolve((asked.push(request), secret(text)));
    await fetchFor({ userProxy: text }, { server: { getProxy } }, fetchAnotherProxy);
    expect(asked).toEqual([{ dn: owner, role: 'user' }]);
    await fetchFor({ userProxy: text }, { server: { getProxy }, from: 'job' }, fetchAnotherProxy);
    expect(asked).toHaveLength(1);
  });

  it('is asked for again while MyProxy cannot be talked to', async () => {
    let calls = 0;
    const server = createServer((socket) => void (calls++, socket.destroy()));
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const pilotProxy = join(await tempDir(), 'pilot-proxy');
    await writeFile(pilotProxy, text, { mode: 0o600 });
    const places = { pilotProxy, myproxy: `127.0.0.1:${port}`, pausesMs: [1, 1] };
    await expect(fetchFor({}, places)).rejects.toMatchObject({ errorName: 'NO_PROXY', details: { unreachable: true } });
    expect(calls).toBe(3);
  });

  it('is asked for again while the PanDA server has trouble, and no more when it refuses', async () => {
    const failures: Error[] = [failure({ retryable: true }), failure({ retryable: true })];
    const getProxy = (): Promise<Secret> => {
      const error = failures.shift();
      return error === undefined ? Promise.resolve(secret(text)) : Promise.reject(error);
    };
    const places = { server: { getProxy }, pausesMs: [1, 1] };
    expect((await fetchFor({}, places)).identity).toBe(owner);
    failures.push(failure({ retryable: false }), failure({ retryable: true }));
    await expect(fetchFor({}, places)).rejects.toMatchObject({ retryable: false });
    expect(failures).toHaveLength(1);
  });

  it.each([
    ['nobody knows the owner', { prodUserID: 'NULL' }, {}],
    ['the job brings none and must', {}, { from: 'job' }],
    [
      'the job brings one of somebody else',
      { userProxy: authority.issue('/DC=test/DC=grid/CN=asmith').delegate().file() },
      {},
    ],
    ['the queue gives none', {}, { from: 'none' }],
    ['MyProxy is named and the pilot has no proxy of its own', { myproxy: 'localhost:1', credname: 'panda' }, {}],
    ['the MyProxy server has no name', { myproxy: 'a b' }, { pilotProxy: '/proxy' }],
    ['the tool has no server', {}, { from: 'myproxy-logon', pilotProxy: '/proxy' }],
  ] as const)('is none when %s', async (_, wire, change) => {
    await expect(fetchFor(wire, change)).rejects.toMatchObject({ errorName: 'NO_PROXY' });
  });
});
