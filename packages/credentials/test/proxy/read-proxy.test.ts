import { inspect } from 'node:util';
import { isPilotError } from '@panda-pilot/core';
import { testExtension, type TestHolder, testKeys, testKeyUsage } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { readProxy } from '../../src/index.ts';
import { createGrid, hours, namesOf, secondName } from './grid.ts';

const grid = createGrid();
const { user, authority } = grid;
const identity = '/DC=test/DC=grid/CN=Test Pilot';

async function findings(proxy: TestHolder): Promise<readonly string[]> {
  return namesOf((await readProxy(proxy.file())).findings);
}

describe('readProxy', () => {
  it.each([
    ['rfc3820', 'impersonation'],
    ['rfc3820', 'limited'],
    ['rfc3820', 'independent'],
    ['gt3-draft', 'impersonation'],
    ['gt3-draft', 'limited'],
    ['legacy', 'impersonation'],
    ['legacy', 'limited'],
  ] as const)('knows a %s proxy for %s use', async (kind, rights) => {
    const proxy = await readProxy(user.delegate({ kind, rights }).file());
    expect(proxy).toMatchObject({
      kind: 'x509',
      proxyKind: kind,
      rights,
      findings: [],
      attributes: [],
      trust: 'unchecked',
    });
    expect(proxy.identity.slash).toBe(identity);
    expect(proxy.issuer.slash).toBe(identity);
    expect(proxy.subject.slash).toMatch(kind === 'legacy' ? /\/CN=(limited )?proxy$/ : /\/CN=\d+$/);
  });

  it('takes a policy of another language for what it is', async () => {
    const proxy = await readProxy(user.delegate({ rights: '1.2.3.4', policy: 'may read /a' }).file());
    expect(proxy).toMatchObject({ rights: 'other', findings: [] });
  });

  it('tells both forms of its names', async () => {
    const { identity } = await readProxy(user.delegate().file());
    expect(identity).toEqual({
      slash: '/DC=test/DC=grid/CN=Test Pilot',
      rfc2253: 'CN=Test Pilot,DC=grid,DC=test',
    });
  });

  it('keeps a proxy below a limited one limited', async () => {
    const proxy = user.delegate({ rights: 'limited' }).delegate().delegate();
    expect(await readProxy(proxy.file())).toMatchObject({ rights: 'limited', findings: [] });
  });

  it('finds the identity above several proxies', async () => {
    const proxy = await readProxy(user.delegate().delegate().delegate().file());
    expect(proxy.identity.slash).toBe(identity);
    expect(proxy.chain).toHaveLength(4);
    expect(proxy.chain[3]?.subject.slash).toBe(identity);
  });

  it('is valid as long as all of its certificates are', async () => {
    const [begin, end] = [hours(-0.02), hours(5)];
    const first = user.delegate({ notBefore: begin, notAfter: hours(9) });
    const second = first.delegate({ notBefore: hours(-3), notAfter: end });
    const proxy = await readProxy(second.file());
    expect([proxy.notBefore, proxy.expiresAt]).toEqual([begin, end]);
  });

  it('counts down the path length', async () => {
    const proxy = user.delegate({ pathLength: 2 }).delegate().delegate({ pathLength: 7 });
    expect(await readProxy(proxy.file())).toMatchObject({ pathLength: 0, findings: [] });
    expect((await readProxy(user.delegate().file())).pathLength).toBeUndefined();
  });

  it.each(['pkcs8', 'sec1'] as const)('reads a key of the form %s', async (keyForm) => {
    expect(namesOf((await readProxy(user.delegate().file({ keyForm }))).findings)).toEqual([]);
  });

  it('reads an RSA key in the form that Globus writes', async () => {
    const proxy = user.delegate({ keys: 'rsa' });
    expect(await readProxy(proxy.file({ keyForm: 'pkcs1' }))).toMatchObject({ keyBits: 2048, findings: [] });
  });

  it('takes the key wherever it stands, and text between the blocks', async () => {
    const proxy = user.delegate();
    const key = proxy.file({ chain: [] });
    const text = `Bag Attributes\r\n${proxy.file({ key: 'none' })}\nsubject=x\n${key}`.replaceAll('\n', '\r\n');
    expect(namesOf((await readProxy(text)).findings)).toEqual([]);
  });

  it('hides the key from whoever prints the proxy, and gives it to whoever asks', async () => {
    const proxy = await readProxy(user.delegate().file());
    const shown = JSON.stringify(proxy) + inspect(proxy, { depth: 9, showHidden: true });
    expect(shown).not.toContain('PRIVATE');
    expect(proxy.privateKey.reveal()).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  });

  it('hands on the certificates without the key', async () => {
    const holder = user.delegate();
    const proxy = await readProxy(holder.file());
    expect(proxy.certificatesPem).toBe(holder.file({ key: 'none' }));
  });
});

describe('a proxy that', () => {
  it.each<[string, string[], () => TestHolder]>([
    ['has expired', ['expired'], () => user.delegate({ notAfter: hours(-1), notBefore: hours(-2) })],
    ['is not valid yet', ['not-yet-valid'], () => user.delegate({ notBefore: hours(1) })],
    [
      'stands below an expired one',
      ['expired'],
      () => user.delegate({ notAfter: hours(-1), notBefore: hours(-2) }).delegate(),
    ],
    ['is signed by somebody else', ['signature-bad'], () => user.delegate({ signer: testKeys().privateKey })],
    ['has another subject', ['subject-mismatch'], () => user.delegate({ subject: '/DC=test/DC=grid/CN=Alice/CN=1' })],
    ['adds two names to its issuer', ['subject-mismatch'], () => user.delegate({ subject: `${identity}/CN=1/CN=2` })],
    ['adds another kind of name', ['subject-mismatch'], () => user.delegate({ subject: `${identity}/OU=1` })],
    [
      'names another issuer',
      ['issuer-mismatch'],
      () => user.delegate({ issuer: '/DC=test/DC=grid/CN=Alice', subject: '/DC=test/DC=grid/CN=Alice/CN=1' }),
    ],
    ['is one too many', ['path-too-long'], () => user.delegate({ pathLength: 0 }).delegate()],
    ['is one too many further up', ['path-too-long'], () => user.delegate({ pathLength: 1 }).delegate().delegate()],
    ['has an extension that is not critical', ['extension-not-critical'], () => user.delegate({ critical: false })],
    ['claims to be an authority', ['proxy-is-authority'], () => user.delegate({ isAuthority: true })],
    [
      'may sign certificates',
      ['proxy-is-authority'],
      () => user.delegate({ keyUsage: testKeyUsage('digitalSignature', 'keyCertSign') }),
    ],
    [
      'has a second name',
      ['proxy-has-alternative-name'],
      () => user.delegate({ extensions: [testExtension('2.5.29.17', false, secondName)] }),
    ],
    [
      'has a key that may not sign, and signed one',
      ['issuer-may-not-sign'],
      () => user.delegate({ keyUsage: testKeyUsage('keyEncipherment') }).delegate(),
    ],
    ['mixes kinds', ['kinds-mixed'], () => user.delegate({ kind: 'legacy' }).delegate({ kind: 'rfc3820' })],
    [
      'has an unknown critical extension',
      ['extension-unknown'],
      () => user.delegate({ extensions: [testExtension('1.2.3.4', true, Buffer.from([5, 0]))] }),
    ],
    ['is signed with SHA-1', ['signature-weak'], () => user.delegate({ hash: 'sha1' })],
    ['has a weak key', ['key-weak'], () => user.delegate({ keys: 'rsa1024' })],
    ['has a broken key', ['key-broken'], () => user.delegate({ keys: 'rsa512' })],
  ])('%s is named', async (_, expected, make) => {
    expect(await findings(make())).toEqual(expected);
  });

  it('is issued by an authority is named', async () => {
    const issuer = authority.issue('/DC=test/DC=grid/CN=Small CA', { isAuthority: true });
    expect(await findings(issuer.delegate())).toEqual(['issuer-is-authority']);
  });

  it('is signed with MD5 is named', async () => {
    const rsa = authority.issue('/DC=test/DC=grid/CN=Old', { keys: 'rsa1024' });
    expect(await findings(rsa.delegate({ hash: 'md5' }))).toContain('signature-broken');
  });

  it('lacks the certificate of its user is named, and its identity is the last issuer', async () => {
    const holder = user.delegate().delegate();
    const proxy = await readProxy(holder.file({ chain: holder.chain.slice(0, 2) }));
    expect(namesOf(proxy.findings)).toEqual(['chain-incomplete']);
    expect(proxy.identity.slash).toBe(identity);
  });

  it('skips a certificate of its chain is named', async () => {
    const holder = user.delegate().delegate();
    const chain = [holder.chain[0], holder.chain[2]].filter((one) => one !== undefined);
    const proxy = await readProxy(holder.file({ chain }));
    expect(namesOf(proxy.findings)).toEqual(['issuer-mismatch', 'signature-bad']);
  });

  it('comes with the key of another is named', async () => {
    const proxy = await readProxy(user.delegate().file({ key: testKeys().privateKey }));
    expect(namesOf(proxy.findings)).toEqual(['key-mismatch']);
  });

  it('is the certificate of the user itself is named', async () => {
    const proxy = await readProxy(user.file());
    expect(proxy).toMatchObject({ proxyKind: 'none', rights: 'impersonation' });
    expect(namesOf(proxy.findings)).toEqual(['not-a-proxy']);
  });

  it('comes with a certificate that belongs to nobody is named, its authority is not', async () => {
    const holder = user.delegate();
    const stranger = authority.issue('/DC=test/DC=grid/CN=Alice').certificate;
    const proxy = await readProxy(holder.file({ chain: [...holder.chain, authority.certificate, stranger] }));
    expect(namesOf(proxy.findings)).toEqual(['certificate-stray']);
  });

  it('has a user whose own name ends in digits keeps that name', async () => {
    const digits = authority.issue('/DC=test/DC=grid/CN=jdoe/CN=123456/CN=John Doe (x)/CN=42');
    const proxy = await readProxy(digits.delegate().file());
    expect(proxy.identity.slash).toBe('/DC=test/DC=grid/CN=jdoe/CN=123456/CN=John Doe (x)/CN=42');
    expect(proxy.findings).toEqual([]);
  });
});

describe('a text that', () => {
  const refusal = async (text: string): Promise<Error & { code: number }> => {
    const error: unknown = await readProxy(text).catch((reason: unknown) => reason);
    if (isPilotError(error, 'NO_PROXY')) return error;
    throw error;
  };
  const proxy = user.delegate();
  const text = proxy.file();
  const encrypted = text.replace('PRIVATE KEY-----\n', 'PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: X,1\n\n');

  it.each([
    ['is empty', '', 'there is no certificate'],
    ['is no PEM', 'hello', 'there is no certificate'],
    ['lacks the key', proxy.file({ key: 'none' }), 'there is no private key'],
    ['has two keys', text + user.file({ chain: [] }), 'there is more than one private key'],
    ['ends within a block', text.slice(0, 200), 'the PEM block that begins in line 1 does not end'],
    [
      'has a foreign character',
      `${text.slice(0, 100)}*${text.slice(101)}`,
      'the PEM block that begins in line 1 is not base64',
    ],
    ['has an encrypted key', encrypted, 'the private key is encrypted'],
    ['has too many certificates', text + proxy.file({ key: 'none' }).repeat(9), 'there are more than 16 certificates'],
    ['is huge', `${text}${'#'.repeat(300_000)}`, 'the file is too long'],
  ])('%s is refused with a sentence', async (_, damaged, sentence) => {
    const error = await refusal(damaged);
    expect(error.code).toBe(1163);
    expect(error.message).toContain(`the proxy is damaged: ${sentence}`);
  });

  it('has a key that is larger than its curve is refused', async () => {
    // SEC 1: version, forty bytes of key, P-256.
    const contents = Buffer.from(`0201010428${'ff'.repeat(40)}a00a06082a8648ce3d030107`, 'hex');
    const der = Buffer.concat([Buffer.from([0x30, contents.length]), contents]).toString('base64');
    const key = `-----BEGIN EC PRIVATE KEY-----\n${der}\n-----END EC PRIVATE KEY-----\n`;
    expect((await refusal(key + proxy.file({ key: 'none' }))).message).toContain('the private key cannot be read');
  });

  it('has a damaged key is refused without a word of it', async () => {
    const at = text.indexOf('PRIVATE KEY-----') + 40;
    const error = await refusal(`${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`);
    expect(inspect(error, { depth: 9 })).not.toContain(text.slice(at + 5, at + 25));
  });
});
