import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readDer } from '../der/der-element.ts';
import { DerError } from '../der/der-error.ts';
import { secret, type Secret } from '../secret.ts';
import { type Certificate, parseCertificate } from '../x509/certificate.ts';
import { type PemBlock, readPem } from '../x509/pem.ts';
import { publicKeyOf } from '../x509/public-key.ts';

/** What a proxy file holds. */
export interface ProxyPem {
  /** At least one. */
  readonly certificates: readonly [Certificate, ...Certificate[]];
  readonly key: ProxyKey;
}

/** The private key of a proxy file. */
export interface ProxyKey {
  /** PEM, PKCS #8. */
  readonly text: Secret;
  readonly publicHalf: KeyObject;
}

/**
 * Certificates and key of a proxy file, in whatever order key and certificates stand. Throws DerError, which never
 * quotes the text, when a certificate cannot be read, when there is none or more than 16, and when there is not exactly
 * one private key or it is encrypted.
 */
export function parseProxyPem(text: string): ProxyPem {
  const blocks = readPem(text);
  const [first, ...others] = blocks.filter(({ label }) => certificateLabels.has(label)).map(readCertificate);
  if (first === undefined) throw new DerError('there is no certificate', 0);
  if (others.length >= maxCertificates) throw new DerError(`there are more than ${maxCertificates} certificates`, 0);
  const [key, ...moreKeys] = blocks.filter(({ label }) => label.endsWith('PRIVATE KEY'));
  if (key === undefined) throw new DerError('there is no private key', 0);
  if (moreKeys.length > 0) throw new DerError('there is more than one private key', 0);
  return { certificates: [first, ...others], key: readKey(key) };
}

/** True when `key` is the private half of the public key of `certificate`. Throws DerError when that is not usable. */
export function fitsCertificate({ publicHalf }: ProxyKey, certificate: Certificate): boolean {
  return publicHalf.equals(publicKeyOf(certificate).key);
}

const certificateLabels: ReadonlySet<string> = new Set(['CERTIFICATE', 'X509 CERTIFICATE']);
const maxCertificates = 16;

function readCertificate({ der }: PemBlock): Certificate {
  return parseCertificate(der);
}

/** What follows BEGIN, and the form of the bytes that it announces. Globus writes the first, newer versions of it the second. */
const keyForms: ReadonlyMap<string, 'pkcs1' | 'pkcs8' | 'sec1'> = new Map([
  ['RSA PRIVATE KEY', 'pkcs1'],
  ['PRIVATE KEY', 'pkcs8'],
  ['EC PRIVATE KEY', 'sec1'],
]);

const maxKeyBytes = 16 * 1024;

function readKey({ label, der, isEncrypted }: PemBlock): ProxyKey {
  const form = keyForms.get(label);
  if (isEncrypted || label === 'ENCRYPTED PRIVATE KEY') throw new DerError('the private key is encrypted', 0);
  if (form === undefined || der.length > maxKeyBytes) throw new DerError('the private key is of no known kind', 0);
  readDer(der);
  try {
    const key = createPrivateKey({ key: der, format: 'der', type: form });
    // OpenSSL reads a key that is larger than its curve, and cannot write it.
    const text = secret(key.export({ format: 'pem', type: 'pkcs8' }).toString());
    return { text, publicHalf: createPublicKey(key) };
  } catch {
    // Without a cause: nothing that has seen the key is passed on.
    throw new DerError('the private key cannot be read', 0);
  }
}
