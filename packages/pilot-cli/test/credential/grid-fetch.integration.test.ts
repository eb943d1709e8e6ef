import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { UntrustedServer } from '@panda-pilot/credentials';
import { createGridCredentials, createTestAuthority, testExtension, tree } from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { gridFetch } from '../../src/credential/grid-fetch.ts';

/** A service of the grid that says who asks. */
async function startService() {
  const credentials = await createGridCredentials();
  onTestFinished(() => credentials.remove());
  const [key, cert] = await Promise.all(
    [credentials.hostKey, credentials.hostCertificate].map((path) => readFile(path)),
  );
  const asked: string[] = [];
  const server = createServer({ key, cert, requestCert: true, rejectUnauthorized: false }, (request, response) => {
    const { subject } = (request.socket as TLSSocket).getPeerCertificate();
    asked.push(`${request.method} ${request.url}`);
    request.on('data', (chunk) => asked.push(String(chunk)));
    if (request.url === '/elsewhere') response.writeHead(302, { location: '/' }).end();
    else request.on('end', () => response.end(subject === undefined ? 'nobody' : String(subject.CN)));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  const url = new URL(`https://localhost:${(server.address() as AddressInfo).port}/`);
  return { url, credentials, asked };
}

const localhost = Buffer.concat([Buffer.from([0x30, 11, 0x82, 9]), Buffer.from('localhost')]);
const testName = testExtension('2.5.29.17', false, localhost);

async function policiesIn(directory: string): Promise<readonly string[]> {
  return (await readdir(directory))
    .filter((name) => name.endsWith('.signing_policy'))
    .map((name) => join(directory, name));
}

describe('a service of the grid', () => {
  it('is trusted by the authorities of the node, and shown the proxy', async () => {
    const { url, credentials, asked } = await startService();
    const fetch = gridFetch(credentials.environment);
    expect(await (await fetch(url, { method: 'POST', body: 'words' })).text()).toMatch(/^Test Pilot/);
    expect((await fetch(new URL('/elsewhere', url))).status).toBe(302);
    expect(asked).toEqual(['POST /', 'words', 'GET /elsewhere']);
    const { X509_CERT_DIR = '' } = credentials.environment;
    expect(await (await gridFetch({ X509_CERT_DIR })(url)).text()).toBe('nobody');
  });

  it('is not trusted without its authority', async () => {
    const { url, asked } = await startService();
    await expect(gridFetch({})(url)).rejects.toBeInstanceOf(UntrustedServer);
    expect(asked).toEqual([]);
  });

  it('is not trusted against a signing policy of its authority', async () => {
    const { url, credentials, asked } = await startService();
    const [policy = ''] = await policiesIn(credentials.authorities);
    await writeFile(policy, (await readFile(policy, 'utf8')).replaceAll('/DC=test/DC=grid/*', '/DC=elsewhere/*'));
    await expect(gridFetch(credentials.environment)(url)).rejects.toThrow(/signing_policy does not let/);
    expect(asked).toEqual([]);
  });

  it('hears no word once its certificate was revoked', async () => {
    const authority = createTestAuthority('/DC=test/CN=Authority');
    const host = authority.issue('/DC=test/CN=localhost', { extensions: [testName] });
    const asked: string[] = [];
    const key = host.privateKey.export({ format: 'pem', type: 'pkcs8' });
    const server = createServer({ key, cert: host.certificate.pem }, (request, response) => {
      asked.push(request.url ?? '');
      response.end('an answer');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    onTestFinished(() => void server.close());
    const url = new URL(`https://localhost:${(server.address() as AddressInfo).port}/`);
    const before = await tree(authority.files({ revocations: authority.revoke([]) }));
    expect(await (await gridFetch({ X509_CERT_DIR: before })(url)).text()).toBe('an answer');
    const after = await tree(authority.files({ revocations: authority.revoke([host.certificate.serial]) }));
    await expect(gridFetch({ X509_CERT_DIR: after })(url)).rejects.toThrow(/is revoked/);
    expect(asked).toEqual(['/']);
  });

  it('is waited for as long as the signal says', async () => {
    const { url, credentials } = await startService();
    const asked = gridFetch(credentials.environment)(url, { signal: AbortSignal.abort(new Error('enough')) });
    await expect(asked).rejects.toThrow('enough');
  });
});
