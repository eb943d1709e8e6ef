import { PilotError } from '@panda-pilot/core';
import { secret } from '@panda-pilot/credentials';
import { createTestAuthority } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { serverProxySource } from '../../src/proxy/server-source.ts';

const dn = '/DC=test/DC=grid/CN=Jane Doe';
const authority = createTestAuthority();

describe('serverProxySource', () => {
  it('asks for the owner, in the role that is wanted, within the given time', async () => {
    const calls: unknown[] = [];
    const text = authority.issue(dn).delegate().file();
    const client = {
      getProxy: (...call: unknown[]) => Promise.resolve(calls.push(call) > 0 ? secret(text) : secret('')),
    };
    const { proxy } = await serverProxySource(client, { role: 'user' }).fetch({ owner: dn }, { timeoutMs: 5000 });
    expect(proxy.identity.slash).toBe(dn);
    expect(calls).toEqual([[{ dn, role: 'user' }, { timeoutMs: 5000 }]]);
  });

  it("does not take somebody else's", async () => {
    const client = { getProxy: () => Promise.resolve(secret(authority.issue('/CN=asmith').delegate().file())) };
    await expect(serverProxySource(client).fetch({ owner: dn })).rejects.toMatchObject({ errorName: 'NO_PROXY' });
  });

  it('rejects with what the client rejects with', async () => {
    const error = new PilotError('NO_PROXY', 'none there');
    const client = { getProxy: () => Promise.reject(error) };
    await expect(serverProxySource(client).fetch({ owner: dn })).rejects.toBe(error);
  });
});
