import { join } from 'node:path';
import { reasonOf } from '@panda-pilot/core';
import { DerError } from '../der/der-error.ts';
import { readFileIfThere } from '../read-bounded-file.ts';
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

/** A directory of hash-named files. Each file is read once: a proxy and its attributes mostly come from the same authority. */
export interface CaDirectory {
  /**
   * The certificates whose subject is `name`: `<hash>.0`, `<hash>.1` and so on, by OpenSSL's hash and by the one it had
   * before 1.0. Never rejects.
   */
  authoritiesNamed(name: Name): Promise<Authorities>;
  /** The file names without ending that belong to `name`, new hash first. */
  stemsOf(name: Name): readonly string[];
  /** The files `<prefix>0`, `<prefix>1` and so on, up to the first that is missing. Never rejects. */
  numberedFiles(prefix: string, maxBytes: number): Promise<readonly NumberedFile[]>;
  /** A file; undefined when there is none. Rejects with the reason why it cannot be read. */
  file(path: string, maxBytes: number): Promise<Buffer | undefined>;
}

/** Makes a directory of the one at `path`, which need not exist: then it knows nobody. */
export function openCaDirectory(path: string): CaDirectory {
  const files = new Map<string, Promise<Buffer | undefined>>();
  const names = new Map<string, Promise<Authorities>>();
  const directory: CaDirectory = {
    authoritiesNamed: (name) =>
      remembered(names, nameHash(name) + oldNameHash(name), () => authoritiesIn(directory, name)),
    stemsOf: (name) => [nameHash(name), oldNameHash(name)].map((hash) => join(path, hash)),
    file: (name, maxBytes) => remembered(files, name, () => readFileIfThere(name, maxBytes)),
    numberedFiles: (prefix, maxBytes) => numberedFiles(directory, prefix, maxBytes),
  };
  return directory;
}

function remembered<Value>(
  memory: Map<string, Promise<Value>>,
  key: string,
  make: () => Promise<Value>,
): Promise<Value> {
  const known = memory.get(key) ?? make();
  memory.set(key, known);
  return known;
}

async function authoritiesIn(directory: CaDirectory, name: Name): Promise<Authorities> {
  const stems = directory.stemsOf(name);
  const found: Authority[] = [];
  const findings: Finding[] = [];
  for (const stem of stems) {
    for (const { path, bytes, error } of await directory.numberedFiles(`${stem}.`, maxPemCharacters)) {
      try {
        if (bytes === undefined) throw error;
        found.push(...certificatesIn(bytes).map((certificate) => ({ certificate, stems })));
      } catch (trouble) {
        findings.push(finding('authority-unreadable', `${path} is not usable: ${reasonOf(trouble, path)}`));
      }
    }
  }
  return { authorities: distinct(found.filter(({ certificate }) => sameName(certificate.subject, name))), findings };
}

/** A file of a numbered series: what it holds, or why it cannot be read. */
export interface NumberedFile {
  readonly path: string;
  readonly bytes?: Buffer;
  readonly error?: unknown;
}

async function numberedFiles(
  directory: CaDirectory,
  prefix: string,
  maxBytes: number,
): Promise<readonly NumberedFile[]> {
  const found: NumberedFile[] = [];
  for (let number = 0; number < maxNumber; number++) {
    const path = `${prefix}${number}`;
    try {
      const bytes = await directory.file(path, maxBytes);
      if (bytes === undefined) break;
      found.push({ path, bytes });
    } catch (error) {
      found.push({ path, error });
    }
  }
  return found;
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
