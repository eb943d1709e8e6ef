import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DerError } from '../der/der-error.ts';
import { readFileIfThere } from '../read-bounded-file.ts';
import { parseCertificate } from '../x509/certificate.ts';
import { checkStrength } from '../x509/check-chain.ts';
import { checkValidity } from '../x509/check-validity.ts';
import { type Finding, finding } from '../x509/finding.ts';
import { maxPemCharacters, readPem, writePem } from '../x509/pem.ts';
import { openCaDirectory } from './ca-directory.ts';
import { trustPath } from './trust-path.ts';
import { UntrustedServer } from './untrusted-server.ts';

/**
 * The certificates in the hash-named files of a CA directory, as PEM: the `ca` of a TLS connection. Files that cannot
 * be read are passed over, as OpenSSL does. Rejects with the system's error when there is no such directory.
 */
export async function authoritiesIn(caDirectory: string): Promise<readonly string[]> {
  const names = (await readdir(caDirectory)).filter((name) => /^[0-9a-f]{8}\.\d+$/.test(name));
  const texts = await Promise.all(names.map((name) => certificatesOf(join(caDirectory, name))));
  return [...new Set(texts.flat())];
}

async function certificatesOf(path: string): Promise<readonly string[]> {
  try {
    const bytes = await readFileIfThere(path, maxPemCharacters);
    return readPem(bytes?.toString('latin1') ?? '')
      .filter(({ label }) => label === 'CERTIFICATE')
      .map(({ label, der }) => writePem(label, der));
  } catch {
    return []; // one bad file does not take away the others
  }
}

/**
 * Resolves with what is not quite in order about a server's certificates, as `checkServerChain` sees it; rejects with
 * UntrustedServer, and every reason, when the server is not to be talked to.
 */
export async function requireTrusted(
  certificates: readonly Uint8Array[],
  source: ServerTrust,
): Promise<readonly Finding[]> {
  const findings = await checkServerChain(certificates, source);
  const faults = findings.filter(({ severity }) => severity === 'refuse').map(({ particulars }) => particulars);
  if (faults.length > 0) throw new UntrustedServer(faults.join('; '));
  return findings;
}

/** What the certificates of a server are checked against. */
export interface ServerTrust {
  readonly caDirectory: string;
  readonly now: Date;
}

/**
 * What is wrong with the certificates that a TLS server showed, its own first, as seen by a CA directory: its validity,
 * its authorities, revocation lists and signing policies. Says nothing of the server's name, which the TLS connection
 * checks. Never rejects.
 */
export async function checkServerChain(
  certificates: readonly Uint8Array[],
  source: ServerTrust,
): Promise<readonly Finding[]> {
  try {
    const [server, ...others] = certificates.map(parseCertificate);
    if (server === undefined) return [finding('chain-incomplete', 'the server showed no certificate')];
    const { findings } = await trustPath([server, ...others], {
      directory: openCaDirectory(source.caDirectory),
      now: source.now,
    });
    return [...checkValidity([server], source.now), ...checkStrength(server), ...findings];
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return [finding('chain-incomplete', `the server's certificate is damaged: ${error.message}`)];
  }
}
