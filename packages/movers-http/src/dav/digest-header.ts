import { type Checksum, type ChecksumAlgorithm, readChecksum } from '@panda-pilot/core';

/** Asks for a checksum in the words of RFC 3230, which grid storages speak, and of RFC 9530, which came after it. */
export function wantDigest(algorithm: ChecksumAlgorithm): Readonly<Record<string, string>> {
  return { 'want-digest': algorithm, 'want-repr-digest': `${modernNames[algorithm]}=10` };
}

/** As registered for RFC 9530. */
const modernNames = { adler32: 'adler', md5: 'md5', crc32c: 'crc32c' } as const;

/**
 * The checksum of that kind in `Digest` or `Repr-Digest`; undefined when there is none that can be read. Hexadecimal, as
 * grid storages write adler32, and base64, as the standards have md5, are told apart by their form.
 */
export function digestIn(
  headers: Readonly<Record<string, string>>,
  algorithm: ChecksumAlgorithm,
): Checksum | undefined {
  const values = [
    ...valuesIn(headers['digest'] ?? '', algorithm),
    ...valuesIn(headers['repr-digest'] ?? '', modernNames[algorithm]),
  ];
  return values.map((value) => checksumOf(value, algorithm)).find((checksum) => checksum !== undefined);
}

function valuesIn(header: string, name: string): readonly string[] {
  return header.split(',').flatMap((field) => {
    const [, key = '', value = ''] = /^\s*([\w-]+)=(.*)$/.exec(field) ?? [];
    return key.toLowerCase() === name ? [value.trim().replaceAll(/^:|:$/g, '')] : [];
  });
}

function checksumOf(value: string, algorithm: ChecksumAlgorithm): Checksum | undefined {
  const hexadecimal = isHexadecimal(value, algorithm) ? value : Buffer.from(value, 'base64').toString('hex');
  const checksum = readChecksum(`${algorithm}:${hexadecimal}`);
  return checksum === 'unreadable' ? undefined : checksum;
}

/** Eight digits could be base64 of six bytes, which no checksum of these has. */
function isHexadecimal(value: string, algorithm: ChecksumAlgorithm): boolean {
  return (algorithm === 'md5' ? /^[0-9a-f]{32}$/i : /^[0-9a-f]{1,8}$/i).test(value);
}
