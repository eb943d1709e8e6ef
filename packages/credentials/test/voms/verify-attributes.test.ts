import { join } from 'node:path';
import {
  type AttributeOptions,
  createTestAuthority,
  createTestVoms,
  tempDir,
  testExtension,
  testKeys,
  tree,
} from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { readProxy, type VomsAttributes, type X509Proxy } from '../../src/index.ts';
import { createGrid, hours, namesOf } from '../proxy/grid.ts';

const { authority, user, voms } = createGrid();

interface Place {
  readonly vomsFiles?: Readonly<Record<string, string>>;
  readonly caFiles?: Readonly<Record<string, string>>;
}

/** A proxy with these attributes, checked against a VOMS and a CA directory. */
async function proxyWith(options: AttributeOptions, place: Place = {}): Promise<X509Proxy> {
  const text = user.delegate({ attributes: [voms.attributes(user, options)] }).file();
  return readProxy(text, {
    vomsDirectory: await tree(place.vomsFiles ?? voms.files()),
    caDirectory: await tree(place.caFiles ?? authority.files()),
  });
}

async function attributesWith(options: AttributeOptions, place: Place = {}): Promise<VomsAttributes> {
  const [attributes] = (await proxyWith(options, place)).attributes;
  if (attributes === undefined) throw new Error('the proxy has no attributes');
  return attributes;
}

describe('VOMS attributes', () => {
  it('are read whole, and verified', async () => {
    const fqans = ['/atlas/Role=production/Capability=NULL', '/atlas/Role=NULL/Capability=NULL', '/atlas/ch'];
    const generic = [{ name: 'nickname', value: 'jdoe ü', qualifier: 'atlas' }];
    const [notBefore, expiresAt] = [hours(-1), hours(7)];
    expect(await attributesWith({ fqans, generic, notBefore, notAfter: expiresAt })).toEqual({
      vo: 'atlas',
      fqans,
      server: 'voms.test:15001',
      issuer: { slash: '/DC=test/DC=grid/CN=voms.test', rfc2253: 'CN=voms.test,DC=grid,DC=test' },
      notBefore,
      expiresAt,
      genericAttributes: generic,
      verification: 'verified',
      findings: [],
    });
  });

  it('may name their holder by its issuer or by its subject', async () => {
    expect((await attributesWith({ holderBy: 'issuer' })).verification).toBe('verified');
    expect((await attributesWith({ holderBy: 'subject' })).verification).toBe('verified');
  });

  it('are found floors above the last proxy, those of the last proxy first', async () => {
    const upper = voms.attributes(user, { fqans: ['/atlas/upper'] });
    const lower = voms.attributes(user, { fqans: ['/atlas/lower'] });
    const proxy = user
      .delegate({ attributes: [upper] })
      .delegate()
      .delegate({ attributes: [lower] })
      .delegate();
    const { attributes } = await readProxy(proxy.file());
    expect(attributes.map(({ fqans }) => fqans)).toEqual([['/atlas/lower'], ['/atlas/upper']]);
  });

  it('may be of several VOs', async () => {
    const other = createTestVoms(authority, { vo: 'vo.example.org' });
    const proxy = user.delegate({ attributes: [voms.attributes(user), other.attributes(user)] });
    const { attributes } = await readProxy(proxy.file());
    expect(attributes.map(({ vo }) => vo)).toEqual(['atlas', 'vo.example.org']);
  });

  it('are those of the proxies of one user alone', async () => {
    const alice = authority.issue('/DC=test/DC=grid/CN=Alice');
    const proxy = user.delegate({ attributes: [voms.attributes(alice)] });
    const [attributes] = (await readProxy(proxy.file())).attributes;
    expect(namesOf(attributes?.findings ?? [])).toEqual(['attributes-holder']);
  });

  it.each<[string, AttributeOptions, string[]]>([
    ['have expired', { notBefore: hours(-2), notAfter: hours(-1) }, ['attributes-expired']],
    ['are not valid yet', { notBefore: hours(1) }, ['attributes-not-yet-valid']],
    ['are signed by somebody else', { signer: testKeys().privateKey }, ['attributes-signature']],
    ['are of a group of another VO', { fqans: ['/atlas', '/cms/Role=production'] }, ['attributes-group']],
    ['are of a group that only begins like the VO', { fqans: ['/atlasx/Role=pilot'] }, ['attributes-group']],
    ['lack what VOMS demands', { withoutUsual: true }, ['attributes-incomplete']],
    [
      'have an unknown critical extension',
      { extensions: [testExtension('1.2.3.4', true, Buffer.from([5, 0]))] },
      ['extension-unknown'],
    ],
  ])('that %s are refuted', async (_, options, expected) => {
    const attributes = await attributesWith(options);
    expect(attributes.verification).toBe('refuted');
    expect(namesOf(attributes.findings)).toEqual(expected);
  });

  it('signed with SHA-1 are verified, with a warning', async () => {
    const { verification, findings } = await attributesWith({ hash: 'sha1' });
    expect([verification, ...namesOf(findings)]).toEqual(['verified', 'signature-weak']);
  });

  it('do not spoil the proxy itself', async () => {
    expect((await proxyWith({ signer: testKeys().privateKey })).findings).toEqual([]);
  });

  it.each<[string, AttributeOptions]>([
    ['without a group', { fqans: ['atlas'] }],
    ['with a group of control characters', { fqans: ['/atlas/\u001b[2J'] }],
    ['with a VO that leads out of the directory', { uri: '../../etc://voms.test:1', fqans: ['/../x'] }],
  ])('%s are not readable, which is said', async (_, options) => {
    const proxy = await proxyWith(options);
    expect(proxy.attributes).toEqual([]);
    expect(namesOf(proxy.findings)).toEqual(['attributes-unreadable']);
  });
});

describe('attributes for some hosts', () => {
  const at = async (host: string | undefined, targets: readonly string[]): Promise<VomsAttributes | undefined> => {
    const proxy = user.delegate({ attributes: [voms.attributes(user, { targets })] });
    const read = await readProxy(proxy.file(), host === undefined ? {} : { host });
    return read.attributes[0];
  };

  it('name them, and pass when nobody asks where we are', async () => {
    const attributes = await at(undefined, ['a.example.org', 'b.example.org']);
    expect(attributes).toMatchObject({ targets: ['a.example.org', 'b.example.org'], findings: [] });
  });

  it('pass there, and are refuted elsewhere', async () => {
    expect((await at('B.example.org', ['a.example.org', 'b.example.org']))?.findings).toEqual([]);
    expect(namesOf((await at('c.example.org', ['a.example.org']))?.findings ?? [])).toEqual(['attributes-target']);
    expect(namesOf((await at('c.example.org', []))?.findings ?? [])).toEqual(['attributes-target']);
  });
});

describe('who vouches for attributes:', () => {
  const verdict = async (options: AttributeOptions, place: Place): Promise<unknown> => {
    const { verification, findings } = await attributesWith(options, place);
    return [verification, ...namesOf(findings)];
  };
  const host = voms.host.certificate;
  const lsc = (text: string): Place => ({ vomsFiles: { 'atlas/voms.test.lsc': text } });

  it('nobody, when there is no VOMS directory', async () => {
    const text = user.delegate({ attributes: [voms.attributes(user)] }).file();
    const [attributes] = (await readProxy(text, { caDirectory: await tree(authority.files()) })).attributes;
    expect(attributes).toMatchObject({ verification: 'unverified', findings: [] });
  });

  it('nobody, when there is no CA directory: names prove nothing', async () => {
    const text = user.delegate({ attributes: [voms.attributes(user)] }).file();
    const [attributes] = (await readProxy(text, { vomsDirectory: await tree(voms.files()) })).attributes;
    expect(attributes).toMatchObject({ verification: 'unverified', findings: [] });
  });

  it('even without directories a bad signature is noticed', async () => {
    const forged = voms.attributes(user, { signer: testKeys().privateKey });
    const [attributes] = (await readProxy(user.delegate({ attributes: [forged] }).file())).attributes;
    expect(attributes).toMatchObject({ verification: 'refuted', findings: [{ name: 'attributes-signature' }] });
  });

  it('an LSC file with more than one chain', async () => {
    const text = `/CN=a\n/CN=b\n------ NEXT CHAIN ------\n${host.subject}\n${host.issuer}\n`;
    expect(await verdict({}, lsc(text))).toEqual(['verified']);
  });

  it('an LSC file that goes on to the root', async () => {
    expect(await verdict({}, lsc(`${host.subject}\n${host.issuer}\n${host.issuer}\n`))).toEqual(['verified']);
  });

  it.each([
    ['another server', `/CN=other\n${host.issuer}\n`],
    ['another authority', `${host.subject}\n/CN=other\n`],
    ['the server alone', `${host.subject}\n`],
    ['nobody', ''],
  ])('no LSC file that names %s', async (_, text) => {
    expect(await verdict({}, lsc(text))).toEqual(['refuted', 'attributes-issuer']);
  });

  it('no directory that lacks the VO', async () => {
    expect(await verdict({}, { vomsFiles: { 'cms/voms.test.lsc': '' } })).toEqual(['refuted', 'attributes-issuer']);
  });

  it('no CA directory that lacks the authority of the server', async () => {
    const place = { caFiles: createTestAuthority('/DC=test/CN=Other').files() };
    expect(await verdict({}, place)).toEqual(['refuted', 'authority-unknown']);
  });

  it('no revoked certificate', async () => {
    const caFiles = authority.files({ revocations: authority.revoke([host.serial]) });
    expect(await verdict({}, { caFiles })).toEqual(['refuted', 'revoked']);
  });

  it('no certificate of a namesake that somebody made', async () => {
    const forger = createTestVoms(createTestAuthority());
    const forged = forger.attributes(user);
    const text = user.delegate({ attributes: [forged] }).file();
    const [attributes] = (
      await readProxy(text, { vomsDirectory: await tree(voms.files()), caDirectory: await tree(authority.files()) })
    ).attributes;
    expect(namesOf(attributes?.findings ?? [])).toEqual(['authority-unknown']);
  });

  it('the certificate of the server in the VOMS directory, whether the attributes bring it or not', async () => {
    const vomsFiles = { 'atlas/server.pem': host.pem };
    expect(await verdict({ certificates: [] }, { vomsFiles })).toEqual(['verified']);
    expect(await verdict({}, { vomsFiles })).toEqual(['verified']);
    expect(await verdict({ certificates: [] }, { vomsFiles: { 'server.pem': host.pem } })).toEqual(['verified']);
    expect(await verdict({ certificates: [] }, { vomsFiles: { 'server.pem': 'x' } })).toEqual([
      'refuted',
      'attributes-issuer',
    ]);
  });

  it('no certificate of a server that has expired', async () => {
    const old = createTestVoms(authority, { notAfter: hours(-1) });
    const place = { vomsDirectory: await tree(old.files()), caDirectory: await tree(authority.files()) };
    const text = user.delegate({ attributes: [old.attributes(user)] }).file();
    const [attributes] = (await readProxy(text, place)).attributes;
    expect(namesOf(attributes?.findings ?? [])).toEqual(['attributes-issuer']);
  });

  it('nobody, when the VOMS directory does not exist', async () => {
    const text = user.delegate({ attributes: [voms.attributes(user)] }).file();
    const [attributes] = (await readProxy(text, { vomsDirectory: join(await tempDir(), 'missing') })).attributes;
    expect(namesOf(attributes?.findings ?? [])).toEqual(['attributes-issuer']);
  });
});
