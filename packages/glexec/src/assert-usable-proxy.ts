import { X509Certificate } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { PilotError } from '@panda-pilot/core';

const largestProxyBytes = 1024 * 1024;

/**
 * Whether gLExec would take this proxy: an absolute path, a regular file of ours that nobody else may read, certificate and key in it, none of the
 * certificates expired at `now`. gLExec tells little of why it refuses one. Rejects with NO_PROXY or GLEXEC_FAILED.
 */
export async function assertUsableProxy(path: string, now: number): Promise<void> {
  const text = await readPrivately(path);
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  if (certificates.length === 0) throw unusable(path, 'holds no certificate');
  if (!/-----BEGIN (?:\w+ )?PRIVATE KEY-----/.test(text)) throw unusable(path, 'holds no private key');
  for (const pem of certificates) {
    const { validTo } = readCertificate(pem, path);
    if (Date.parse(validTo) <= now) throw unusable(path, `expired: ${validTo}`);
  }
}

async function readPrivately(path: string): Promise<string> {
  if (!path.startsWith('/')) throw unusable(path, 'is no absolute path');
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (error: unknown) => {
      throw new PilotError('NO_PROXY', `${path} cannot be opened`, { cause: error });
    },
  );
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw unusable(path, 'is no regular file');
    if (stat.uid !== (process.geteuid?.() ?? 0)) throw unusable(path, `belongs to uid ${stat.uid}, not to the pilot`);
    if ((stat.mode & 0o7077) !== 0)
      throw unusable(path, `can be read by others (mode ${(stat.mode & 0o7777).toString(8)})`);
    if (stat.size > largestProxyBytes) throw unusable(path, `has ${stat.size} bytes`);
    return await file.readFile('latin1');
  } finally {
    await file.close();
  }
}

function readCertificate(pem: string, path: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw unusable(path, 'holds something that is no certificate', error);
  }
}

function unusable(path: string, flaw: string, cause?: unknown): PilotError {
  return new PilotError('GLEXEC_FAILED', `the payload's proxy ${path} ${flaw}`, {
    cause,
    hint: "For the user: renew the credential in MyProxy; for the site: gLExec wants the payload user's proxy, mode 0600, owned by the pilot",
  });
}
