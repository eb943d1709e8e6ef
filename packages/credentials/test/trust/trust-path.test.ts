import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTestAuthority, tempDir, testKeys, testKeyUsage, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { readProxy } from '../../src/index.ts';
import { hours, namesOf } from '../proxy/grid.ts';
import { checkedAgainst } from './trust.ts';

const root = createTestAuthority();
const user = root.issue('/DC=test/DC=grid/CN=Test Pilot');
const files = root.files();
const [newHash, oldHash] = Object.keys(files).toSorted();
const middle = root.issueAuthority('/DC=test/DC=grid/CN=Middle CA');
const below = middle.issue('/DC=test/DC=grid/CN=Below');

describe('a proxy whose authority', () => {
  it('is in the directory is anchored', async () => {
    expect(await checkedAgainst(user, files)).toMatchObject({ trust: 'anchored', findings: [] });
  });

  it.each([newHash, oldHash])('is there under one hash alone (%s) is anchored', async (name = '') => {
    expect(await checkedAgainst(user, { [name]: files[name] ?? '' })).toMatchObject({
      trust: 'anchored',
      findings: [],
    });
  });

  it('is the second file of its hash is anchored', async () => {
    const [name = ''] = Object.keys(files);
    const namesake = createTestAuthority().certificate.pem;
    const numbered = { [name]: namesake, [name.replace(/0$/, '1')]: files[name] ?? '' };
    expect(await checkedAgainst(user, numbered)).toMatchObject({ trust: 'anchored', findings: [] });
  });

  it('was not asked for is neither trusted nor refused', async () => {
    expect(await readProxy(user.delegate().file())).toMatchObject({ trust: 'unchecked', findings: [] });
  });

  it('is not in the directory is refused', async () => {
    const proxy = await checkedAgainst(user, {});
    expect(proxy.trust).toBe('refused');
    expect(namesOf(proxy.findings)).toEqual(['authority-unknown']);
    expect(proxy.findings[0]?.particulars).toMatch(
      /issued by .*Test Grid CA: there is no .*[0-9a-f]{8}\.0 of that name/,
    );
  });

  it('has a namesake of another key is refused', async () => {
    const proxy = await checkedAgainst(user, createTestAuthority().files());
    expect(namesOf(proxy.findings)).toEqual(['authority-unknown']);
    expect(proxy.findings[0]?.particulars).toContain('has another key');
  });

  it('lacks the whole directory is refused', async () => {
    const proxy = await readProxy(user.delegate().file(), { caDirectory: join(await tempDir(), 'missing') });
    expect(namesOf(proxy.findings)).toEqual(['authority-unknown']);
  });

  it.each([
    ['is damaged', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
    ['is empty', ''],
  ])('has a file that %s is refused, and the file is named', async (_, text) => {
    const proxy = await checkedAgainst(user, Object.fromEntries(Object.keys(files).map((name) => [name, text])));
    expect(new Set(namesOf(proxy.findings))).toEqual(new Set(['authority-unreadable', 'authority-unknown']));
  });

  it('comes with the proxy, and only there, is refused', async () => {
    const holder = user.delegate();
    const chain = [...holder.chain, root.certificate];
    const proxy = await readProxy(holder.file({ chain }), { caDirectory: await tempDir() });
    expect(namesOf(proxy.findings)).toEqual(['authority-unknown']);
  });
});

describe('an authority between', () => {
  it('may be in the directory', async () => {
    const proxy = await checkedAgainst(below, { ...files, ...middle.files() });
    expect(proxy).toMatchObject({ trust: 'anchored', findings: [] });
  });

  it('may come with the proxy', async () => {
    const holder = below.delegate();
    const text = holder.file({ chain: [...holder.chain, middle.certificate] });
    const proxy = await readProxy(text, { caDirectory: await tree(files) });
    expect(proxy).toMatchObject({ trust: 'anchored', findings: [] });
  });

  it('needs its root in the directory', async () => {
    expect(namesOf((await checkedAgainst(below, middle.files())).findings)).toEqual(['authority-unknown']);
  });

  it('counts towards the path length of the root', async () => {
    const narrow = createTestAuthority('/DC=test/CN=Narrow', { pathLength: 0 });
    const sub = narrow.issueAuthority('/DC=test/CN=Sub');
    const person = sub.issue('/DC=test/CN=Person');
    expect(namesOf((await checkedAgainst(person, { ...narrow.files(), ...sub.files() })).findings)).toEqual([
      'authority-unfit',
    ]);
    expect((await checkedAgainst(narrow.issue('/DC=test/CN=Direct'), narrow.files())).trust).toBe('anchored');
  });
});

describe('an authority that', () => {
  const unfit = async (...options: Parameters<typeof createTestAuthority>): Promise<readonly string[]> => {
    const authority = createTestAuthority(...options);
    const proxy = await checkedAgainst(authority.issue('/DC=test/CN=Person'), authority.files());
    expect(proxy.trust).toBe('refused');
    return namesOf(proxy.findings);
  };

  it('has expired is named', async () => {
    const times = { notBefore: hours(-2), notAfter: hours(-1) };
    expect(await unfit('/DC=test/CN=Old', times)).toEqual(['authority-expired']);
  });

  it('is not valid yet is named', async () => {
    expect(await unfit('/DC=test/CN=New', { notBefore: hours(2) })).toEqual(['authority-expired']);
  });

  it('may not sign certificates is named', async () => {
    const keyUsage = testKeyUsage('digitalSignature', 'cRLSign');
    expect(await unfit('/DC=test/CN=Unfit', { keyUsage })).toEqual(['authority-unfit']);
  });

  it('has a broken key is named', async () => {
    expect(await unfit('/DC=test/CN=Small', { keys: 'rsa512' })).toEqual(['key-broken']);
  });

  it('is no authority at all is named', async () => {
    const person = root.issue('/DC=test/DC=grid/CN=Person', {
      keyUsage: testKeyUsage('digitalSignature', 'keyCertSign'),
    });
    const forged = createTestAuthority('/DC=test/DC=grid/CN=Person').issue('/DC=test/CN=Victim', {
      signer: person.privateKey,
    });
    const holder = forged.delegate();
    const chain = [...holder.chain, person.certificate];
    const proxy = await readProxy(holder.file({ chain }), { caDirectory: await tree(files) });
    expect(namesOf(proxy.findings)).toEqual(['authority-unfit']);
  });

  it('was renewed with its old key is used with its newer certificate', async () => {
    const old = root.renew({ notBefore: hours(-2), notAfter: hours(-1) });
    const both = { ...old.files() };
    expect((await checkedAgainst(user, both)).trust).toBe('refused');
    for (const [name, pem] of Object.entries(files)) both[name.replace(/0$/, '1')] = pem;
    expect(await checkedAgainst(user, both)).toMatchObject({ trust: 'anchored', findings: [] });
  });
});

describe('a revocation list', () => {
  const { serial } = user.certificate;

  it('that lists others changes nothing', async () => {
    const revocations = root.revoke([1n, 2n]);
    expect(await checkedAgainst(user, root.files({ revocations }))).toMatchObject({ trust: 'anchored', findings: [] });
    const empty = root.revoke([]);
    expect(await checkedAgainst(user, root.files({ revocations: empty }))).toMatchObject({ findings: [] });
  });

  it('that lists the user revokes the proxy', async () => {
    const proxy = await checkedAgainst(user, root.files({ revocations: root.revoke([1n, serial]) }));
    expect(proxy.trust).toBe('refused');
    expect(namesOf(proxy.findings)).toEqual(['revoked']);
  });

  it('may be DER', async () => {
    const pem = root.revoke([serial]);
    const der = Buffer.from(pem.replaceAll(/-----.*-----|\n/g, ''), 'base64');
    const [name = ''] = Object.keys(files);
    const directory = await tree({ ...files });
    await writeFile(join(directory, name.replace(/0$/, 'r0')), der);
    const proxy = await readProxy(user.delegate().file(), { caDirectory: directory });
    expect(namesOf(proxy.findings)).toEqual(['revoked']);
  });

  it('that is outdated still revokes what it lists, and warns otherwise', async () => {
    const old = { nextUpdate: hours(-1) };
    const harmless = await checkedAgainst(user, root.files({ revocations: root.revoke([], old) }));
    expect(harmless).toMatchObject({
      trust: 'anchored',
      findings: [{ name: 'revocations-outdated', severity: 'warn' }],
    });
    const harmful = await checkedAgainst(user, root.files({ revocations: root.revoke([serial], old) }));
    expect(namesOf(harmful.findings)).toEqual(['revoked', 'revocations-outdated']);
  });

  it.each([
    ['signed by somebody else', root.revoke([], { signer: testKeys().privateKey })],
    ['damaged', '-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n'],
    ['something else', root.certificate.pem],
  ])('that is %s is not taken for none', async (_, revocations) => {
    const proxy = await checkedAgainst(user, root.files({ revocations }));
    expect(proxy.trust).toBe('refused');
    expect(namesOf(proxy.findings)).toEqual(['revocations-unreadable']);
  });

  it('of the root revokes an authority between', async () => {
    const revocations = root.revoke([middle.certificate.serial]);
    const proxy = await checkedAgainst(below, { ...root.files({ revocations }), ...middle.files() });
    expect(namesOf(proxy.findings)).toEqual(['revoked']);
  });
});
