import { join } from 'node:path';
import { DerError } from '../der/der-error.ts';
import { readFileIfThere, reasonOf } from '../read-bounded-file.ts';
import { nameHash, oldNameHash, sameName } from '../x509/canonical-name.ts';
import { type Certificate, parseCertificate } from '../x509/certificate.ts';
import { type Finding, finding } from '../x509/finding.ts';
import type { Name } from '../x509/name.ts';
import { maxPemCharacters, readPem } from '../x509/pem.ts';

/** A trusted certificate, and the file names without ending that belong to its subject. */
export interface Authority {
  readonly certificate: Certificate;
  readonly stems: readonly string[];
}

/** The authorities of one name, and the files that could not be read. */
export interface Authorities {
  readonly authorities: readonly Authority[];
  readonly findings: readonly Finding[];
}

/**
 * The certificates of a CA directory whose subject is `name`: `<hash>.0`, `<hash>.1` and so on, by OpenSSL's hash and by the one it had before
 * 1.0. Never rejects.
 */
export async function authoritiesNamed(directory: string, name: Name): Promise<Authorities> {
  const stems = stemsOf(directory, name);
  const found: Authority[] = [];
  const findings: Finding[] = [];
  for (const stem of stems) {
    for await (const { path, bytes, error } of numberedFiles(`${stem}.`, maxPemCharacters)) {
      try {
        if (bytes === undefined) throw error;
        found.push(...certificatesIn(bytes).map((certificate) => ({ certificate, stems })));
      } catch (trouble) {
        findings.push(finding('authority-unreadable', `${path} is not usable: ${reasonOf(trouble)}`));
      }
    }
  }
  return { authorities: distinct(found.filter(({ certificate }) => sameName(certificate.subject, name))), findings };
}

/** The file names without ending that belong to `name`, new hash first. */
export function stemsOf(directory: string, name: Name): readonly string[] {
  return [nameHash(name), oldNameHash(name)].map((hash) => join(directory, hash));
}

/** A file of a numbered series: what it holds, or why it cannot be read. */
export interface NumberedFile {
  readonly path: string;
  readonly bytes?: Buffer;
  readonly error?: unknown;
}

/** The files `<prefix>0`, `<prefix>1` and so on, up to the first that is missing. */
export async function* numberedFiles(prefix: string, maxBytes: number): AsyncGenerator<NumberedFile> {
  for (let number = 0; number < maxNumber; number++) {
    const path = `${prefix}${number}`;
    try {
      const bytes = await readFileIfThere(path, maxBytes);
      if (bytes === undefined) return;
      yield { path, bytes };
    } catch (error) {
      yield { path, error };
    }
  }
}

/** Names that share a hash are one in a billion; renewed certificates of one authority are two or three. */
const maxNumber = 16;

function certificatesIn(bytes: Buffer): readonly Certificate[] {
  const certificates = readPem(bytes.toString('latin1'))
    .filter(({ label }) => label === 'CERTIFICATE' || label === 'X509 CERTIFICATE')
    .map(({ der }) => parseCertificate(der));
  if (certificates.length === 0) throw new DerError('it holds no certificate', 0);
  return certificates;
}

function distinct(authorities: readonly Authority[]): readonly Authority[] {
  const byDer = new Map(
    authorities.map((authority) => [Buffer.from(authority.certificate.der).toString('base64'), authority]),
  );
  return [...byDer.values()];
}
