import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { createGridCredentials, needsTool } from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { gridFetch } from '../../../src/staging/catalogues/grid-fetch.ts';
import { rucioToken } from '../../../src/staging/catalogues/rucio-token.ts';

/** A service of the grid that gives tokens to whoever shows a certificate. */
async function startService() {
  const credentials = await createGridCredentials();
  onTestFinished(() => credentials.remove());
  const [key, cert] = await Promise.all(
    [credentials.hostKey, credentials.hostCertificate].map((path) => readFile(path)),
  );
  const asked: (string | undefined)[] = [];
  const server = createServer({ key, cert, requestCert: true, rejectUnauthorized: false }, (request, response) => {
    const { subject } = (request.socket as TLSSocket).getPeerCertificate();
    asked.push(`${request.url} ${String(request.headers['x-rucio-account'])}`);
    if (subject === undefined) response.writeHead(401).end();
    else response.writeHead(200, { 'x-rucio-auth-token': `token of ${String(subject.CN)}` }).end('body');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  const url = new URL(`https://localhost:${(server.address() as AddressInfo).port}/`);
  return { url, credentials, asked };
}

describe.skipIf(needsTool('openssl'))('a service of the grid', () => {
  it('is trusted by the authorities of the node, and shown the proxy; its token is asked for once', async () => {
    const { url, credentials, asked } = await startService();
    const env = credentials.environment;
    const fetch = gridFetch(env);
    const token = rucioToken({ url, fetch, env, account: 'pilot' });
    expect(await token()).toMatch(/^token of /);
    expect(await token()).toMatch(/^token of /);
    expect(asked).toEqual(['/auth/x509_proxy pilot']);
    expect(await (await fetch(url)).text()).toBe('body');
  });

  it('gives nobody a token who shows nothing, and is not trusted without its authority', async () => {
    const { url, credentials } = await startService();
    const { X509_CERT_DIR = '' } = credentials.environment;
    const fetch = gridFetch({ X509_CERT_DIR });
    const token = rucioToken({ url, fetch, env: { X509_USER_PROXY: '/nowhere' }, account: 'pilot' });
    await expect(token()).rejects.toThrow('Rucio has no token for account pilot: it answers 401');
    await expect(gridFetch({})(url)).rejects.toMatchObject({ code: expect.stringMatching(/CERT|ISSUER|SIGN/) });
  });

  it('takes a bearer token as it is, and nobody who has neither is asked for', async () => {
    const url = new URL('https://127.0.0.1:1/');
    expect(await rucioToken({ url, fetch, env: { BEARER_TOKEN: 'jwt' } })()).toBe('jwt');
    expect(await rucioToken({ url, fetch, env: {} })()).toBeUndefined();
  });
});
