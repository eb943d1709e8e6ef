import { createPublicKey } from 'node:crypto';
import { needsTool, tree } from '@panda-pilot/testkit';
import { runCommand } from '@panda-pilot/timed-command';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { requestCertificate } from '../../src/myproxy/certificate-request.ts';

it.skipIf(needsTool('openssl'))('makes a request that openssl verifies, for the key that it keeps', async () => {
  const { request, privateKey } = await requestCertificate();
  const root = await tree({ request });
  const args = ['req', '-inform', 'DER', '-in', join(root, 'request'), '-verify', '-noout', '-pubkey', '-text'];
  const { stdout, stderr } = await runCommand('openssl', args, { env: { PATH: '/usr/bin:/bin' }, timeoutMs: 10_000 });
  expect(stderr).toContain('verify OK');
  expect(stdout).toContain('Public-Key: (2048 bit)');
  expect(stdout).toContain(createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }).toString().trim());
});
