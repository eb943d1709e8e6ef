import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readProxy } from '@panda-pilot/credentials';
import { createTestAuthority, signingPolicy, testExtension, type TestHolder } from '@panda-pilot/testkit';
import type { MyProxyServer } from '../../src/myproxy/connection.ts';

/** An authority, a server, a user and a pilot, with RSA keys: Globus knows no others. Made once, since keys cost time. */
export function createMyProxyGrid() {
  const rsa = { keys: 'rsa' } as const;
  const authority = createTestAuthority('/DC=test/DC=grid/CN=Test Grid CA', rsa);
  const localhost = Buffer.from('300b8209' + Buffer.from('localhost').toString('hex'), 'hex');
  const host = authority.issue('/DC=test/DC=grid/CN=localhost', {
    ...rsa,
    extensions: [testExtension('2.5.29.17', false, localhost)],
  });
  return {
    authority,
    host,
    user: authority.issue('/DC=test/DC=grid/CN=jdoe/CN=123456/CN=Jane Doe (Example)', rsa),
    other: authority.issue('/DC=test/DC=grid/CN=asmith', rsa),
    pilot: authority.issue('/DC=test/DC=grid/OU=Robots/CN=Robot: PanDA pilot', rsa),
    rogue: authority.issue('/DC=test/DC=grid/OU=Robots/CN=Robot: somebody else', rsa),
  };
}

export type MyProxyGrid = ReturnType<typeof createMyProxyGrid>;

/** The files of a grid: CA directory, host certificate and key, and a directory for the rest. Whoever asks removes them. */
export function layOut({ authority, host }: MyProxyGrid) {
  const directory = mkdtempSync(join(tmpdir(), 'panda-test-'));
  const caDirectory = join(directory, 'certificates');
  mkdirSync(caDirectory);
  const policy = signingPolicy(authority.certificate.subject, '/DC=test/DC=grid/*');
  const files = authority.files({ signingPolicy: policy, revocations: authority.revoke([]) });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(caDirectory, name), text);
  const [hostCertificate, hostKey] = [join(directory, 'hostcert.pem'), join(directory, 'hostkey.pem')];
  writeFileSync(hostCertificate, host.certificate.pem, { mode: 0o644 });
  writeFileSync(hostKey, host.privateKey.export({ format: 'pem', type: 'pkcs1' }), { mode: 0o600 });
  return { directory, caDirectory, hostCertificate, hostKey };
}

/** What somebody shows to the server: a proxy of his. */
export async function credentialOf(holder: TestHolder): Promise<NonNullable<MyProxyServer['credential']>> {
  return await readProxy(holder.file());
}
