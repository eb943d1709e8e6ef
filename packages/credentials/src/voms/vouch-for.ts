import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from '@panda-pilot/core';
import { hasCode, readBoundedFile, readFileIfThere } from '../read-bounded-file.ts';
import { type TrustSource, trustPath } from '../trust/trust-path.ts';
import type { CaDirectory } from '../trust/ca-directory.ts';
import { sameName } from '../x509/canonical-name.ts';
import { type Certificate, parseCertificate } from '../x509/certificate.ts';
import { titleOf } from '../x509/check-chain.ts';
import { keyUsesOf } from '../x509/extensions.ts';
import { type Finding, finding } from '../x509/finding.ts';
import { oneSpelling, slashForm } from '../x509/name-text.ts';
import { maxPemCharacters, readPem } from '../x509/pem.ts';
import { usableKeyOf } from '../x509/public-key.ts';
import { verifySigned } from '../x509/signed.ts';
import type { AttributeCertificate } from './attribute-certificate.ts';
import { lscNames, parseLsc } from './lsc-file.ts';

/** Who may vouch for the issuer of attributes. */
export interface VouchOptions {
  /** A directory of `<vo>/<host>.lsc` files and certificates: `/etc/grid-security/vomsdir`. */
  readonly vomsDirectory?: string | undefined;
  readonly caDirectory?: CaDirectory | undefined;
  readonly now: Date;
}

/** Whether somebody vouches for the issuer of attributes and for its signature. Without a VOMS directory nobody was asked. */
export interface Vouching {
  readonly isVouchedFor: boolean;
  readonly findings: readonly Finding[];
}

/**
 * Looks for somebody who vouches for `attributes`: an LSC file and the CA directory for the certificates that came with
 * them, or the certificate itself in the VOMS directory. Rejects with DerError when the key usage of a certificate
 * cannot be read.
 */
export async function vouchFor(
  attributes: AttributeCertificate,
  certificates: readonly Certificate[],
  options: VouchOptions,
): Promise<Vouching> {
  const [signer] = certificates;
  const title = `the attributes of ${attributes.vo} from ${slashForm(attributes.issuer)}`;
  if (signer !== undefined && !isSigner(signer, attributes)) {
    return { isVouchedFor: false, findings: [finding('attributes-signature', `${title} are not signed by it`)] };
  }
  if (options.vomsDirectory === undefined) return { isVouchedFor: false, findings: [] };
  const byFile = signer === undefined ? undefined : await vouchByLsc(attributes, certificates, options);
  if (byFile !== undefined) return byFile;
  const known = await certificatesNear(options.vomsDirectory, attributes.vo);
  const isKnown = known.some((certificate) => isSigner(certificate, attributes) && isValid(certificate, options.now));
  if (isKnown) return { isVouchedFor: true, findings: [] };
  const place = join(options.vomsDirectory, attributes.vo);
  return { isVouchedFor: false, findings: [finding('attributes-issuer', `nothing in ${place} vouches for ${title}`)] };
}

function isSigner(certificate: Certificate, attributes: AttributeCertificate): boolean {
  const key = usableKeyOf(certificate);
  return (
    key !== undefined &&
    sameName(certificate.subject, attributes.issuer) &&
    keyUsesOf(certificate)?.has('digitalSignature') !== false &&
    verifySigned(attributes.signed, key) === 'good'
  );
}

function isValid({ notBefore, notAfter }: Certificate, now: Date): boolean {
  return notBefore <= now && now <= notAfter;
}

const maxLscBytes = 64 * 1024;

async function vouchByLsc(
  { vo, server }: AttributeCertificate,
  certificates: readonly Certificate[],
  { vomsDirectory = '', caDirectory, now }: VouchOptions,
): Promise<Vouching | undefined> {
  const [host] = server?.split(':') ?? [];
  if (host === undefined || !/^[A-Za-z0-9_-]/.test(host)) return undefined;
  const path = join(vomsDirectory, vo, `${host}.lsc`);
  const refused = (what: string): Vouching => ({ isVouchedFor: false, findings: [finding('attributes-issuer', what)] });
  try {
    const text = await readFileIfThere(path, maxLscBytes);
    if (text === undefined) return undefined;
    const names = [certificates[0]?.subject, ...certificates.map(({ issuer }) => issuer)];
    const spelled = names.map((name) => (name === undefined ? '' : oneSpelling(slashForm(name))));
    if (!lscNames(parseLsc(oneSpelling(text.toString('utf8'))), spelled))
      return refused(`${path} names others than ${spelled.join(', ')}`);
  } catch (error) {
    return refused(`${path} is not usable: ${reasonOf(error, path)}`);
  }
  // Anybody can make certificates of the names that the file has: without authorities it proves nothing.
  return caDirectory === undefined
    ? { isVouchedFor: false, findings: [] }
    : trusted(certificates, { directory: caDirectory, now });
}

async function trusted(certificates: readonly Certificate[], source: TrustSource): Promise<Vouching> {
  const [signer] = certificates;
  const expired =
    signer === undefined || isValid(signer, source.now)
      ? []
      : [finding('attributes-issuer', `the certificate of ${titleOf(signer)} is not valid at this time`)];
  const path = await trustPath(certificates, source);
  return { isVouchedFor: path.anchor !== undefined, findings: [...expired, ...path.findings] };
}

const maxFiles = 1000;

async function certificatesNear(directory: string, vo: string): Promise<readonly Certificate[]> {
  const found: Certificate[] = [];
  for (const place of [join(directory, vo), directory]) {
    for (const name of (await namesIn(place)).filter((one) => /\.(?:pem|crt|cert|0)$/.test(one)).slice(0, maxFiles)) {
      found.push(...(await certificatesOf(join(place, name))));
    }
  }
  return found;
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR') || hasCode(error, 'EACCES')) return [];
    throw error;
  }
}

/** Nothing for a file that is no certificate: it vouches for nobody. */
async function certificatesOf(path: string): Promise<readonly Certificate[]> {
  try {
    const { bytes } = await readBoundedFile(path, maxPemCharacters);
    const blocks = readPem(bytes.toString('latin1')).filter(({ label }) => label === 'CERTIFICATE');
    const certificates = blocks.map(({ der }) => parseCertificate(der));
    return certificates;
  } catch {
    return [];
  }
}
