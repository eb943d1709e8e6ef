import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { bitString, boolean, integer, nothing, octetString, oid, pem, sequence, tagged, time } from './der.ts';
import { nameDer } from './names.ts';

/** Kinds of keys. `ec` (P-256) takes a millisecond, RSA of 2048 bits a quarter of a second; grid tools want RSA. */
export type TestKeyKind = 'ec' | 'rsa' | 'rsa1024' | 'rsa512';

/** Makes a pair of keys. */
export function testKeys(kind: TestKeyKind = 'ec'): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  if (kind === 'ec') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return generateKeyPairSync('rsa', { modulusLength: kind === 'rsa' ? 2048 : Number(kind.slice(3)) });
}

/** A certificate that a test made. */
export interface TestCertificate {
  readonly der: Buffer;
  readonly pem: string;
  /** In the form with slashes. */
  readonly subject: string;
  readonly issuer: string;
  readonly serial: bigint;
  readonly publicKey: KeyObject;
}

/** An extension, for a certificate or an attribute certificate. */
export function extension(id: string, critical: boolean, value: Uint8Array): Buffer {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), octetString(value));
}

/** Hash that a signature is made with. */
export type TestHash = 'sha256' | 'sha1' | 'md5';

/** What a certificate is to say. */
export interface CertificateFields {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly serial?: bigint | undefined;
  readonly hash?: TestHash | undefined;
  readonly extensions: readonly Uint8Array[];
}

/** Makes a certificate that says just that, right or wrong. */
export function makeCertificate(fields: CertificateFields): TestCertificate {
  const { subject, issuer, publicKey, signer, extensions, hash = 'sha256' } = fields;
  const serial = fields.serial ?? randomBytes(8).readBigUInt64BE() >> 1n;
  const body = sequence(
    tagged(0, integer(2)),
    integer(serial),
    algorithm(signer, hash),
    nameDer(issuer),
    sequence(time(fields.notBefore), time(fields.notAfter)),
    nameDer(subject),
    publicKey.export({ format: 'der', type: 'spki' }),
    ...(extensions.length === 0 ? [] : [tagged(3, sequence(...extensions))]),
  );
  const der = signed(body, signer, hash);
  return { der, pem: pem('CERTIFICATE', der), subject, issuer, serial, publicKey };
}

/** The body, the algorithm and the signature: a certificate, a revocation list, an attribute certificate. */
export function signed(body: Buffer, signer: KeyObject, hash: TestHash = 'sha256'): Buffer {
  return sequence(body, algorithm(signer, hash), bitString(sign(hash, body, signer)));
}

/** The AlgorithmIdentifier of a signature. */
export function algorithm(signer: KeyObject, hash: TestHash = 'sha256'): Buffer {
  const isRsa = signer.asymmetricKeyType === 'rsa';
  const ids = isRsa
    ? { sha256: '1.2.840.113549.1.1.11', sha1: '1.2.840.113549.1.1.5', md5: '1.2.840.113549.1.1.4' }
    : { sha256: '1.2.840.10045.4.3.2', sha1: '1.2.840.10045.4.1', md5: '1.2.840.113549.1.1.4' };
  return isRsa ? sequence(oid(ids[hash]), nothing) : sequence(oid(ids[hash]));
}

/** Bits of key usage, first bit first. */
export const keyUses = { digitalSignature: 0x80, keyEncipherment: 0x20, keyCertSign: 0x04, cRLSign: 0x02 } as const;

/** The extension for key usage. */
export function keyUsage(...uses: readonly (keyof typeof keyUses)[]): Buffer {
  const bits = uses.reduce((sum, use) => sum | keyUses[use], 0);
  const unused = bits === 0 ? 0 : Math.clz32(bits & -bits) ^ 31;
  return extension('2.5.29.15', true, bits === 0 ? bitString(Buffer.alloc(0)) : bitString(Buffer.from([bits]), unused));
}

/** The extension for basic constraints. */
export function basicConstraints(isAuthority: boolean, pathLength?: number): Buffer {
  const parts = [...(isAuthority ? [boolean(true)] : []), ...(pathLength === undefined ? [] : [integer(pathLength)])];
  return extension('2.5.29.19', true, sequence(...parts));
}

/** The extension that says which key a certificate or an attribute certificate is signed with. */
export function authorityKeyIdentifier(issuerKey: KeyObject): Buffer {
  const identifier = Buffer.concat([Buffer.from([0x80, 20]), keyIdentifier(issuerKey)]);
  return extension('2.5.29.35', false, sequence(identifier));
}

/** The extensions that OpenSSL finds issuers by. */
export function keyIdentifiers(subjectKey: KeyObject, issuerKey: KeyObject): readonly Buffer[] {
  return [extension('2.5.29.14', false, octetString(keyIdentifier(subjectKey))), authorityKeyIdentifier(issuerKey)];
}

/** RFC 5280, 4.2.1.2 (1): the hash of the key's bits without the algorithm. VOMS compares it. */
function keyIdentifier(key: KeyObject): Buffer {
  const algorithmAndBits = contents(key.export({ format: 'der', type: 'spki' }));
  const bits = contents(contents(algorithmAndBits, 'after'));
  return createHash('sha1').update(bits.subarray(1)).digest();
}

/** What is in the first element of `der`, or what comes after it. */
function contents(der: Buffer, part: 'within' | 'after' = 'within'): Buffer {
  const first = der[1] ?? 0;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  const length = lengthBytes === 0 ? first : der.readUIntBE(2, lengthBytes);
  const start = 2 + lengthBytes;
  return part === 'within' ? der.subarray(start, start + length) : der.subarray(start + length);
}
