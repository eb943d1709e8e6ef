import { generateKeyPair, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';

/** A new pair of keys, and the request for a certificate of the public one. */
export interface KeyRequest {
  readonly privateKey: KeyObject;
  /** PKCS #10, DER. */
  readonly request: Buffer;
}

/** Makes keys and request. RSA of 2048 bits (0.2 s): grid tools know no curves, and 1024 bits are no longer enough for servers. */
export async function requestCertificate(): Promise<KeyRequest> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const information = der(
    sequence,
    integerZero,
    der(sequence),
    publicKey.export({ format: 'der', type: 'spki' }),
    noAttributes,
  );
  const signature = der(bitString, Buffer.from([0]), sign('sha256', information, privateKey));
  return { privateKey, request: der(sequence, information, sha256WithRsa, signature) };
}

const sequence = 0x30;
const bitString = 0x03;
const integerZero = Buffer.from([0x02, 0x01, 0x00]);
/** The server names the proxy itself; whatever a request says of its subject is not looked at. */
const noAttributes = Buffer.from([0xa0, 0x00]);
/** 1.2.840.113549.1.1.11 without parameters. */
const sha256WithRsa = Buffer.from('300d06092a864886f70d01010b0500', 'hex');

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const contents = Buffer.concat(parts);
  const { length } = contents;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), contents]);
}
