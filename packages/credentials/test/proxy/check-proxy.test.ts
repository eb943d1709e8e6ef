import { isPilotError } from '@panda-pilot/core';
import { type AttributeOptions, type DelegationOptions, testKeys, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import {
  checkProxy,
  currentProxyLimits,
  type ProxyDemand,
  readProxy,
  wikiProxyLimits,
  type X509Proxy,
} from '../../src/index.ts';
import { createGrid, hours, namesOf } from './grid.ts';

const { user, voms, authority } = createGrid();
const now = hours(0);

async function proxyOf(attributes: AttributeOptions | 'none' = {}, proxy: DelegationOptions = {}): Promise<X509Proxy> {
  const given = attributes === 'none' ? [] : [voms.attributes(user, attributes)];
  return readProxy(user.delegate({ attributes: given, ...proxy }).file(), { now });
}

/** What `checkProxy` says: `good`, or the code of its error. */
function verdict(proxy: X509Proxy | undefined, demand: Partial<ProxyDemand> = {}): unknown {
  try {
    checkProxy(proxy, { moment: 'start', now, ...demand });
    return 'good';
  } catch (error) {
    if (isPilotError(error)) return error.code;
    throw error;
  }
}

describe('checkProxy', () => {
  it('takes a proxy with attributes that lasts long enough', async () => {
    expect(verdict(await proxyOf())).toBe('good');
  });

  it('refuses no proxy', () => {
    expect(verdict(undefined)).toBe(1163);
  });

  it('refuses a proxy that has expired', async () => {
    const proxy = await proxyOf({}, { notBefore: hours(-9), notAfter: hours(-1) });
    expect(verdict(proxy)).toBe(1373);
    expect(verdict(proxy, { moment: 'running', attributes: 'ignored' })).toBe(1373);
  });

  it('looks at the time of the check, not of the reading', async () => {
    const proxy = await proxyOf({}, { notAfter: hours(50) });
    expect(verdict(proxy)).toBe('good');
    expect(verdict(proxy, { now: hours(3) })).toBe(1382);
    expect(verdict(proxy, { now: hours(51) })).toBe(1373);
    const early = await proxyOf({ notBefore: hours(2) }, { notBefore: hours(2) });
    expect(verdict(early)).toBe(1163);
    expect(verdict(early, { now: hours(3) })).toBe('good');
  });

  it('lets a clock be five minutes behind', async () => {
    expect(verdict(await proxyOf({}, { notBefore: hours(4 / 60) }))).toBe('good');
    expect(verdict(await proxyOf({}, { notBefore: hours(6 / 60) }))).toBe(1163);
  });

  it.each([
    ['start', 48],
    ['stage-in', 48],
    ['stage-out', 2],
    ['running', 1 / 6],
  ] as const)('asks at %s for %d hours, as the wiki’s pilot did', async (moment, limit) => {
    const exact = await proxyOf({ notAfter: hours(90) }, { notAfter: hours(limit + 0.01) });
    expect(verdict(exact, { moment })).toBe('good');
    expect(verdict(await proxyOf({}, { notAfter: hours(limit - 0.01) }), { moment })).toBe(1382);
    const short = await proxyOf({ notAfter: hours(limit - 0.01) });
    expect(verdict(short, { moment })).toBe(moment === 'start' ? 1382 : 1370);
    expect(verdict(short, { moment, attributes: 'ignored' })).toBe('good');
  });

  it.each([
    ['start', 72],
    ['stage-in', 1],
    ['stage-out', 1],
    ['running', 1],
  ] as const)('asks at %s for %i hours less 20 minutes, as the pilot of today does', async (moment, limit) => {
    const demand = { moment, limits: currentProxyLimits };
    const least = limit - 1 / 3;
    expect(verdict(await proxyOf({}, { notAfter: hours(least + 0.01) }), demand)).toBe('good');
    expect(verdict(await proxyOf({}, { notAfter: hours(least - 0.01) }), demand)).toBe(1382);
    const short = await proxyOf({ notAfter: hours(least - 0.01) });
    expect(verdict(short, demand)).toBe(moment === 'start' ? 1382 : 1370);
  });

  it('asks for nothing but what is named when it is used at once', async () => {
    const last = await proxyOf({ notAfter: hours(0.001) }, { notAfter: hours(0.001) });
    expect(verdict(last, { moment: 'use' })).toBe('good');
    expect(verdict(last, { moment: 'use', leastSeconds: 60 })).toBe(1382);
    expect(verdict(last, { moment: 'use', now: hours(0.002) })).toBe(1373);
    expect(verdict(await proxyOf({}, { notAfter: hours(3) }), { moment: 'stage-out', leastSeconds: 4 * 3600 })).toBe(
      1382,
    );
  });

  it('takes limits of the site', async () => {
    const limits = { ...wikiProxyLimits, startSeconds: 60 };
    expect(verdict(await proxyOf({}, { notAfter: hours(0.02) }), { limits })).toBe('good');
  });

  it('fails when a date is none', async () => {
    const proxy = { ...(await proxyOf()), expiresAt: new Date(Number.NaN) };
    expect(verdict(proxy)).toBe(1373);
    expect(verdict({ ...proxy, expiresAt: hours(90), notBefore: new Date(Number.NaN) })).toBe(1163);
  });

  it('says what is wrong in a sentence', async () => {
    const proxy = await proxyOf({}, { notAfter: hours(1) });
    expect(() => checkProxy(proxy, { moment: 'start', now })).toThrow(
      /^Proxy ends too soon for a job: the proxy of \/DC=test\/DC=grid\/CN=Test Pilot has 3600 s left, until .*Z; 172800 s are needed$/,
    );
  });
});

describe('checkProxy of VOMS attributes', () => {
  it.each<[string, AttributeOptions | 'none']>([
    ['are missing', 'none'],
    ['have expired', { notBefore: hours(-9), notAfter: hours(-1) }],
    ['are not valid yet', { notBefore: hours(1) }],
    ['are forged', { signer: testKeys().privateKey }],
    ['are not readable', { fqans: ['\u0000'] }],
    ['are of other groups', { fqans: ['/cms'] }],
  ])('refuses those that %s, unless they are ignored', async (_, attributes) => {
    const proxy = await proxyOf(attributes);
    expect(verdict(proxy)).toBe(1177);
    expect(verdict(proxy, { attributes: 'ignored' })).toBe('good');
  });

  it('wants the VO that is asked for', async () => {
    const proxy = await proxyOf();
    expect(verdict(proxy, { vo: 'atlas' })).toBe('good');
    expect(verdict(proxy, { vo: 'cms' })).toBe(1177);
  });

  it('wants somebody to vouch for them if that is asked for', async () => {
    expect(verdict(await proxyOf(), { attributes: 'verified' })).toBe(1177);
    const proxy = await readProxy(user.delegate({ attributes: [voms.attributes(user)] }).file(), {
      vomsDirectory: await tree(voms.files()),
      caDirectory: await tree(authority.files()),
    });
    expect(verdict(proxy, { attributes: 'verified' })).toBe('good');
  });

  it('looks at those of the last proxy, as servers do', async () => {
    const expired = voms.attributes(user, { notBefore: hours(-9), notAfter: hours(-1) });
    const upper = user.delegate({ attributes: [voms.attributes(user)] });
    expect(verdict(await readProxy(upper.delegate({ attributes: [expired] }).file()))).toBe(1177);
  });
});

describe('checkProxy of what is wrong with a proxy', () => {
  const forged = readProxy(
    user.delegate({ attributes: [voms.attributes(user)], signer: testKeys().privateKey }).file(),
  );

  it('refuses what no server takes, and names it', async () => {
    expect(verdict(await forged)).toBe(1163);
    const proxy = await forged;
    expect(() => checkProxy(proxy, { moment: 'start', now })).toThrow('(signature-bad)');
  });

  it('lets pass what is tolerated, and hands it back', async () => {
    const demand: ProxyDemand = { moment: 'start', now, tolerated: ['signature-bad'] };
    expect(namesOf(checkProxy(await forged, demand))).toEqual(['signature-bad']);
  });

  it('lets pass what servers take, and hands it back', async () => {
    const proxy = await proxyOf({}, { hash: 'sha1' });
    expect(namesOf(checkProxy(proxy, { moment: 'start', now }))).toEqual(['signature-weak']);
  });

  it('takes limited proxies unless full ones are asked for', async () => {
    const proxy = await proxyOf({}, { rights: 'limited' });
    expect(verdict(proxy)).toBe('good');
    expect(verdict(proxy, { rights: ['impersonation'] })).toBe(1163);
    const wanting = (): unknown => checkProxy(proxy, { moment: 'start', now, rights: ['impersonation'] });
    expect(wanting).toThrow(expect.objectContaining({ hint: expect.stringContaining('without -limited') }));
  });

  it.each([
    ['file-exposed', /chmod 600/],
    ['authority-unknown', /X509_CERT_DIR/],
    ['chain-incomplete', /make the proxy anew/],
  ] as const)('says what can be done about %s', async (name, hint) => {
    const proxy = { ...(await proxyOf()), findings: [{ name, severity: 'refuse', particulars: 'x' }] as const };
    const looking = (): unknown => checkProxy(proxy, { moment: 'start', now });
    expect(looking).toThrow(expect.objectContaining({ hint: expect.stringMatching(hint) }));
  });

  it('refuses proxies that give no rights of their user', async () => {
    expect(verdict(await proxyOf({}, { rights: 'independent' }))).toBe(1163);
    expect(verdict(await proxyOf({}, { rights: '1.2.3.4' }))).toBe(1163);
  });
});
