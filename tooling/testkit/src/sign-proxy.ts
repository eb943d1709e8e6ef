import { createPublicKey, type KeyObject, randomInt } from 'node:crypto';
import { extension, keyUsage, makeCertificate } from './proxies/certificates.ts';
import { defaultTimes, type DelegationOptions, type TestHolder } from './proxies/delegation.ts';
import { oid, sequence } from './proxies/der.ts';

const languages = { impersonation: '1.3.6.1.5.5.7.21.1', limited: '1.3.6.1.4.1.3536.1.1.1.9' } as const;

/**
 * What a holder answers to somebody who has made his own keys: a proxy for the key of the PKCS #10 `request`, then the
 * chain above it, DER.
 */
export function signProxy(
  holder: TestHolder,
  request: Buffer,
  { notAfter, limited = false }: Pick<DelegationOptions, 'notAfter'> & { readonly limited?: boolean } = {},
): readonly Buffer[] {
  const times = defaultTimes(96);
  const { subject } = holder.certificate;
  const proxy = makeCertificate({
    subject: `${subject}/CN=${randomInt(1, 2 ** 31)}`,
    issuer: subject,
    publicKey: publicKeyOf(request),
    signer: holder.privateKey,
    notBefore: times.notBefore,
    notAfter: notAfter ?? times.notAfter,
    extensions: [
      keyUsage('digitalSignature', 'keyEncipherment'),
      extension('1.3.6.1.5.5.7.1.14', true, sequence(sequence(oid(languages[limited ? 'limited' : 'impersonation'])))),
    ],
  });
  return [proxy.der, ...holder.chain.map(({ der }) => der)];
}

/** Request and its information are sequences; version and subject come before the key. */
function publicKeyOf(request: Buffer): KeyObject {
  const information = inside(inside(request));
  const spki = firstOf(after(after(information)));
  return createPublicKey({ key: spki, format: 'der', type: 'spki' });
}

function header(der: Buffer): { readonly start: number; readonly end: number } {
  const first = der[1] ?? 0;
  const sizeBytes = first < 0x80 ? 0 : first & 0x7f;
  const start = 2 + sizeBytes;
  return { start, end: start + (sizeBytes === 0 ? first : der.readUIntBE(2, sizeBytes)) };
}

function inside(der: Buffer): Buffer {
  return der.subarray(header(der).start, header(der).end);
}

function after(der: Buffer): Buffer {
  return der.subarray(header(der).end);
}

function firstOf(der: Buffer): Buffer {
  return der.subarray(0, header(der).end);
}
