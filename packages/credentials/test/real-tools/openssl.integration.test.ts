import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { needsTool, tempDir, testExtension, type TestHolder, testKeys } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { nameHash, oldNameHash } from '../../src/x509/canonical-name.ts';
import { parseCertificate } from '../../src/x509/certificate.ts';
import { distinguishedName } from '../../src/x509/name-text.ts';
import { readPem } from '../../src/x509/pem.ts';
import { hours, namesOf, secondName } from '../proxy/grid.ts';
import { goodProxies, grid, ours, placed } from './proxies.ts';
import { run, start, type ToolOutcome, words } from './run.ts';

const { user, authority } = grid;

/** What `openssl verify` says of the first certificate of a proxy. */
async function verify(holder: TestHolder, caDirectory: string): Promise<ToolOutcome> {
  const directory = await tempDir();
  const [leaf, above] = [join(directory, 'leaf.pem'), join(directory, 'above.pem')];
  await writeFile(leaf, holder.certificate.pem);
  await writeFile(
    above,
    holder.chain
      .slice(1)
      .map(({ pem }) => pem)
      .join('') || holder.certificate.pem,
  );
  return run('openssl', ['verify', '-allow_proxy_certs', '-CApath', caDirectory, '-untrusted', above, leaf]);
}

describe.skipIf(needsTool('openssl'))('openssl verify', () => {
  const known = Object.entries(goodProxies).filter(([title]) => title !== 'legacy' && !/GT3|legacy/.test(title));

  it.each(known)('takes what we take: %s', async (_, holder) => {
    const place = await placed(holder.file());
    expect((await verify(holder, place.caDirectory)).stdout).toContain('OK');
    expect(await ours(place)).toMatchObject({ trust: 'anchored', findings: [] });
  });

  it.each<[string, () => TestHolder, string]>([
    ['a forged signature', () => user.delegate({ signer: testKeys().privateKey }), 'signature-bad'],
    ['a proxy that has expired', () => user.delegate({ notBefore: hours(-2), notAfter: hours(-1) }), 'expired'],
    ['a proxy too many', () => user.delegate({ pathLength: 0 }).delegate(), 'path-too-long'],
    ['another subject', () => user.delegate({ subject: '/DC=test/DC=grid/CN=Alice/CN=1' }), 'subject-mismatch'],
    ['a proxy that is an authority', () => user.delegate({ isAuthority: true }), 'proxy-is-authority'],
    [
      'a second name',
      () => user.delegate({ extensions: [testExtension('2.5.29.17', false, secondName)] }),
      'proxy-has-alternative-name',
    ],
    [
      'an unknown critical extension',
      () => user.delegate({ extensions: [testExtension('1.2.3.4', true, Buffer.from([5, 0]))] }),
      'extension-unknown',
    ],
    [
      'an unknown authority',
      () => authority.issue('/DC=test/DC=grid/CN=X', { signer: testKeys('rsa').privateKey }).delegate(),
      'authority-unknown',
    ],
  ])('refuses what we refuse: %s', async (_, make, name) => {
    const holder = make();
    const place = await placed(holder.file());
    expect((await verify(holder, place.caDirectory)).exitCode).not.toBe(0);
    expect(namesOf((await ours(place)).findings)).toContain(name);
  });
});

describe.skipIf(needsTool('openssl'))('openssl req', () => {
  it.each([
    '/DC=test/DC=grid/CN=Test Grid CA',
    '/C=CH/O=CERN/OU=GRID/CN=host\\/lxplus.cern.ch',
    '/C=DE/O=GermanGrid/CN=Jürgen Groß',
    '/O=  Two   Blanks /CN=MiXed Case',
    '/DC=org/CN=a,b+c"d\\\\e;f<g>#h=i',
    '/CN=#first/emailAddress=jane@example.org',
    '/UID=jdoe/SN=Doe/GN=Jane/title=Dr/serialNumber=42/street=Main St/postalCode=1/ST=VD/L=Geneva',
    '/O=multi+OU=valued/CN=x',
    '/CN=日本語',
  ])('makes names that we hash and write as it does: %s', async (subject) => {
    const directory = await tempDir();
    const [key, file] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
    const kind = words('-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -utf8 -multivalue-rdn');
    const made = await run('openssl', ['req', '-x509', ...kind, '-keyout', key, '-out', file, '-subj', subject]);
    expect(made.exitCode).toBe(0);
    const [block] = readPem(await readFile(file, 'latin1'));
    const { subject: name } = parseCertificate(block?.der ?? Buffer.alloc(0));
    const told = async (...options: readonly string[]): Promise<string> =>
      (await run('openssl', ['x509', '-noout', '-in', file, ...options])).stdout.replace(/\n$/, '');
    expect(nameHash(name)).toBe(await told('-subject_hash'));
    expect(oldNameHash(name)).toBe(await told('-subject_hash_old'));
    const { slash, rfc2253 } = distinguishedName(name);
    // OpenSSL 3 escapes slashes and plus signs in this form, which the files of the grid do not.
    const compat = (await told('-subject', '-nameopt', 'compat')).replaceAll(/\\(?=[/+])/g, '');
    expect(`subject=${slash}`).toBe(compat);
    expect(`subject=${rfc2253}`).toBe(await told('-subject', '-nameopt', 'RFC2253,-esc_msb,utf8'));
  });
});

describe.skipIf(needsTool('openssl'))('a proxy made with openssl alone', () => {
  it('is read', async () => {
    const directory = await tempDir();
    const at = (name: string): string => join(directory, name);
    await writeFile(at('usercert.pem'), user.certificate.pem);
    await writeFile(at('userkey.pem'), user.file({ chain: [], keyForm: 'pkcs1' }));
    await writeFile(
      at('extensions'),
      'keyUsage=critical,digitalSignature,keyEncipherment\nproxyCertInfo=critical,language:id-ppl-inheritAll,pathlen:4\n',
    );
    const subject = `${user.certificate.subject}/CN=4711`;
    const request = [
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      at('k.pem'),
      '-out',
      at('p.csr'),
      '-subj',
      subject,
    ];
    expect((await run('openssl', request)).exitCode).toBe(0);
    const sign = [
      'x509',
      '-req',
      '-in',
      at('p.csr'),
      '-CA',
      at('usercert.pem'),
      '-CAkey',
      at('userkey.pem'),
      '-set_serial',
      '4711',
      '-days',
      '1',
      '-extfile',
      at('extensions'),
      '-out',
      at('p.pem'),
    ];
    expect((await run('openssl', sign)).exitCode).toBe(0);
    const parts = await Promise.all(['p.pem', 'k.pem', 'usercert.pem'].map((name) => readFile(at(name), 'utf8')));
    const place = await placed(parts.join(''));
    expect(await ours(place)).toMatchObject({ proxyKind: 'rfc3820', pathLength: 4, trust: 'anchored', findings: [] });
  });
});

describe.skipIf(needsTool('openssl'))('openssl crl', () => {
  it('verifies the revocation lists of the test kit: what we read is what authorities publish', async () => {
    const directory = await tempDir();
    await writeFile(join(directory, 'ca.pem'), authority.certificate.pem);
    await writeFile(join(directory, 'list.pem'), authority.revoke([7n, user.certificate.serial]));
    const { stderr, stdout } = await run(
      'openssl',
      words(`crl -in ${directory}/list.pem -CAfile ${directory}/ca.pem -noout -text`),
    );
    expect(stderr).toContain('verify OK');
    expect(stdout).toContain('Serial Number: 07');
  });
});

describe.skipIf(needsTool('openssl'))('openssl s_server', () => {
  /** What a server that verifies proxies answers to a connection of Node that shows `holder`'s. */
  const answerTo = async (holder: TestHolder): Promise<string> => {
    const place = await placed(holder.file());
    const proxy = await ours(place);
    const server = authority.issue('/DC=test/DC=grid/CN=localhost');
    const path = join(await tempDir(), 'server.pem');
    await writeFile(path, server.file(), { mode: 0o600 });
    const options = words(`-www -Verify 9 -verify_return_error -allow_proxy_certs -CApath ${place.caDirectory}`);
    const args = ['s_server', '-accept', '127.0.0.1:0', '-cert', path, '-key', path, ...options];
    const [, port] = await firstMatch(start('openssl', args), /ACCEPT \S*:(\d+)/);
    const socket = connect({
      host: '127.0.0.1',
      port: Number(port),
      ca: authority.certificate.pem,
      checkServerIdentity: () => undefined,
      cert: proxy.certificatesPem,
      key: proxy.privateKey.reveal(),
    });
    socket.write('GET / HTTP/1.0\r\n\r\n');
    try {
      return await text(socket);
    } catch (error) {
      return String(error);
    }
  };

  it('takes a proxy that a TLS connection of Node shows', async () => {
    expect(await answerTo(user.delegate().delegate())).toContain('HTTP/1.0 200');
  });

  it('refuses a forged one', async () => {
    expect(await answerTo(user.delegate({ pathLength: 0 }).delegate())).toMatch(/alert|ECONNRESET/);
  });
});

async function firstMatch(stream: NodeJS.ReadableStream, pattern: RegExp): Promise<RegExpExecArray> {
  let seen = '';
  for await (const chunk of stream) {
    seen += String(chunk);
    const match = pattern.exec(seen);
    if (match !== null) return match;
  }
  throw new Error(`the output ended without ${String(pattern)}`);
}
