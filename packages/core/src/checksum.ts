import { PilotError } from './pilot-error.ts';
import { quote } from './quote.ts';

/** The kinds of checksum that storages, catalogues and the server know. */
export type ChecksumAlgorithm = 'adler32' | 'md5' | 'crc32c';

/** A checksum in its one written form: lower-case hexadecimal, padded to the algorithm's length. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: string;
}

/**
 * Reads a checksum as the server, a catalogue or a tool writes it: `ad:` or `adler32:`, `md:` or `md5:`, `crc32c:` and
 * hexadecimal digits of either case; without a prefix 32 digits are md5 and up to 8 are adler32, unless `bareAlgorithm`
 * says what they are. The zeros that some tools leave out on the left of an adler32 or crc32c are put back.
 *
 * Undefined for no checksum at all: an empty text, `NULL`, and zeros, which servers and catalogues write for "not known"
 * (no adler32 of a real file comes out as 0; zeros are a crc32c, that of nothing).
 * Throws a PilotError (CONVERSION_FAILURE) for anything else.
 */
export function parseChecksum(text: string, bareAlgorithm?: ChecksumAlgorithm): Checksum | undefined {
  const checksum = readChecksum(text, bareAlgorithm);
  if (checksum === 'unreadable') throw new PilotError('CONVERSION_FAILURE', `not a checksum: ${quote(text)}`);
  return checksum;
}

/** What `parseChecksum` does, with an answer instead of an error for a text that is no checksum. */
export function readChecksum(text: string, bareAlgorithm?: ChecksumAlgorithm): Checksum | undefined | 'unreadable' {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === 'NULL') return undefined;
  const [written, prefix, digits = ''] = /^(?:([a-z0-9]+):)?([0-9a-f]{1,32})$/i.exec(trimmed) ?? [];
  if (written === undefined) return 'unreadable';
  const algorithm = prefix === undefined ? (bareAlgorithm ?? bareKind(digits)) : prefixes.get(prefix.toLowerCase());
  if (algorithm === undefined || digits.length > lengths[algorithm]) return 'unreadable';
  if (algorithm !== 'crc32c' && /^0+$/.test(digits)) return undefined;
  if (algorithm === 'md5' && digits.length < lengths.md5) return 'unreadable';
  return { algorithm, value: digits.toLowerCase().padStart(lengths[algorithm], '0') };
}

/** The form that the server's job dictionary has: `ad:01020304`, `md5:` and 32 digits, `crc32c:` and 8. */
export function formatChecksum(checksum: Checksum): string {
  return `${checksum.algorithm === 'adler32' ? 'ad' : checksum.algorithm}:${checksum.value}`;
}

/**
 * Whether two checksums say that the bytes are the same. `incomparable`, which is not an answer, when one is missing or
 * their algorithms differ; as that word is truthy, compare the result with `===`.
 */
export function sameChecksum(one: Checksum | undefined, other: Checksum | undefined): boolean | 'incomparable' {
  if (one === undefined || other === undefined || one.algorithm !== other.algorithm) return 'incomparable';
  return one.value === other.value;
}

const prefixes: ReadonlyMap<string, ChecksumAlgorithm> = new Map([
  ['ad', 'adler32'],
  ['adler32', 'adler32'],
  ['md', 'md5'],
  ['md5', 'md5'],
  ['crc32c', 'crc32c'],
]);

/** Hexadecimal digits of each. */
const lengths = { adler32: 8, md5: 32, crc32c: 8 } as const;

function bareKind(digits: string): ChecksumAlgorithm | undefined {
  if (digits.length <= lengths.adler32) return 'adler32';
  return digits.length === lengths.md5 ? 'md5' : undefined;
}
