import { chmod, readFile, writeFile } from 'node:fs/promises';
import { runCommand } from '@panda-pilot/timed-command';

/** Writes a file that looks like a proxy to `path`: a certificate and its key, valid for a day. */
export async function writeProxy(path: string): Promise<void> {
  const [key, certificate] = [`${path}.key`, `${path}.pem`];
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'];
  const options = { env: { PATH: '/usr/bin:/bin' }, timeoutMs: 20_000 };
  const { ending, stderr } = await runCommand(
    'openssl',
    [...request, '-subj', '/CN=user', '-keyout', key, '-out', certificate],
    options,
  );
  if (ending.kind !== 'exited' || ending.exitCode !== 0) throw new Error(`openssl: ${stderr}`);
  await writeFile(path, (await readFile(certificate, 'utf8')) + (await readFile(key, 'utf8')), { mode: 0o600 });
  await chmod(path, 0o600);
}
