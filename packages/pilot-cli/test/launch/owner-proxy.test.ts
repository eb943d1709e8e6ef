import { parseJob } from '@panda-pilot/core';
import { secret } from '@panda-pilot/credentials';
import { createTestAuthority, signingPolicy, tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { fetchOwnerProxy, type ProxyPlaces } from '../../src/launch/owner-proxy.ts';

const owner = '/DC=test/DC=grid/CN=jdoe/CN=123456/CN=Jane Doe (Example)';
const authority = createTestAuthority('/DC=test/DC=grid/CN=Test Grid CA');
const text = authority.issue(owner).delegate().file();

async function fetchFor(wire: Record<string, unknown>, change: Partial<ProxyPlaces> = {}) {
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
  const { proxy } = await fetchOwnerProxy(places, job, await tempDir());
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
