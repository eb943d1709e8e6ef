import { createTestAuthority, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { acceptUserProxy, type ProxyExpectation } from '../../src/proxy/user-proxy.ts';

const authority = createTestAuthority();
const dn = '/DC=test/DC=grid/CN=jdoe/CN=123456/CN=Jane Doe (Example)';
const jane = authority.issue(dn);
const anHourAgo = new Date(Date.now() - 3_600_000);

async function accept(text: string, expected: ProxyExpectation = { identity: dn }) {
  const caDirectory = await tree(authority.files({ revocations: authority.revoke([]) }));
  return acceptUserProxy(text, expected, { place: 'the proxy from a test', caDirectory, now: new Date() });
}

describe('acceptUserProxy', () => {
  it('gives the proxy of whom was asked for, with its text', async () => {
    const text = jane.delegate().file();
    const accepted = await accept(text);
    expect(accepted.proxy.identity.slash).toBe(dn);
    expect(accepted.text.reveal()).toBe(text);
    expect(JSON.stringify(accepted)).not.toContain('PRIVATE KEY');
  });

  it('takes whosever it is when nobody has told whose it must be', async () => {
    expect((await accept(jane.delegate().file(), {})).proxy.identity.slash).toBe(dn);
  });

  it('knows a name however it is spelled: mail addresses, user ids, letters beyond ASCII', async () => {
    const issued = authority.issue('/DC=test/DC=grid/CN=Jürgen/emailAddress=j@example.org');
    const text = issued.delegate().file();
    for (const identity of [
      '/DC=test/DC=grid/CN=Jürgen/emailAddress=j@example.org',
      String.raw`/DC=test/DC=grid/CN=J\xc3\xbcrgen/Email=j@example.org`,
      String.raw`/DC=test/DC=grid/CN=J\xC3\xBCrgen/E=j@example.org`,
    ])
      await expect(accept(text, { identity })).resolves.toMatchObject({ proxy: { rights: 'impersonation' } });
    await expect(accept(text, { identity: '/DC=test/DC=grid/CN=Jurgen/E=j@example.org' })).rejects.toThrow('not of');
  });

  it.each([
    ["somebody else's", authority.issue('/DC=test/DC=grid/CN=asmith').delegate().file(), 'NO_PROXY', /asmith.*jdoe/],
    [
      'the same name, cut at its second CN',
      authority
        .issue(dn.slice(0, dn.indexOf('/CN=123456')))
        .delegate()
        .file(),
      'NO_PROXY',
      /not of/,
    ],
    [
      'an expired one',
      jane.delegate({ notBefore: new Date(0), notAfter: anHourAgo }).file(),
      'CERTIFICATE_HAS_EXPIRED',
      /expired/,
    ],
    ['a limited one', jane.delegate({ rights: 'limited' }).file(), 'NO_PROXY', /limited/],
    ['one of a foreign authority', createTestAuthority('/CN=Rogue').issue(dn).delegate().file(), 'NO_PROXY', /./],
    [
      'one without its key',
      jane
        .delegate()
        .file()
        .replace(/-----BEGIN (?:RSA |EC )?PRIVATE KEY-----[^]+?PRIVATE KEY-----\n/, ''),
      'NO_PROXY',
      /key/,
    ],
    ['nothing', '', 'NO_PROXY', /./],
  ] as const)('refuses %s', async (_, text, errorName, message) => {
    await expect(accept(text)).rejects.toMatchObject({ errorName, message: expect.stringMatching(message) });
  });

  it('refuses one that ends too soon', async () => {
    const text = jane.delegate({ notAfter: new Date(Date.now() + 1_800_000) }).file();
    await expect(accept(text, { identity: dn, minSeconds: 3600 })).rejects.toMatchObject({
      errorName: 'PROXY_TOO_SHORT',
    });
  });
});
