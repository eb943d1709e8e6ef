import { createHash } from 'node:crypto';
import { tags } from '../der/der-element.ts';
import { encodeDer } from '../der/encode-der.ts';
import { commonNameType } from './attribute-types.ts';
import type { Name, NameAttribute } from './name.ts';

/** True when two names are the same name, as OpenSSL compares them: case, runs of blanks and the type of string make no difference. */
export function sameName(one: Name, other: Name): boolean {
  return canonicalBytes(one).equals(canonicalBytes(other));
}

/** True when `name` is `base` and one more relative name that is one common name: what RFC 3820 asks of a proxy's subject. */
export function addsCommonName(name: Name, base: Name): boolean {
  return lastCommonName(name) !== undefined && sameName(withoutLast(name), base);
}

/** The value of the last relative name when that is one common name. */
export function lastCommonName(name: Name): string | undefined {
  const last = name.relativeNames.at(-1);
  return last?.length === 1 && last[0]?.type === commonNameType ? last[0].text : undefined;
}

/** The name that hash-named files of a CA directory are found by since OpenSSL 1.0: `openssl x509 -subject_hash`. */
export function nameHash(name: Name): string {
  return hashText(createHash('sha1').update(canonicalBytes(name)).digest());
}

/**
 * The name that those files had before: `openssl x509 -subject_hash_old`. CA distributions for grids still have links
 * of that name.
 */
export function oldNameHash(name: Name): string {
  return hashText(createHash('md5').update(name.der).digest());
}

function hashText(digest: Buffer): string {
  return digest.readUInt32LE(0).toString(16).padStart(8, '0');
}

/** `name` without its last relative name. */
function withoutLast(name: Name): Name {
  return { ...name, relativeNames: name.relativeNames.slice(0, -1) };
}

/** OpenSSL's canonical form: the DER of the relative names, without that of the sequence around them. */
function canonicalBytes(name: Name): Buffer {
  return Buffer.concat(
    name.relativeNames.map((attributes) => {
      // A SET OF is written in the order of its parts' bytes.
      return encodeDer(tags.set, ...attributes.map(canonicalAttribute).toSorted((a, b) => a.compare(b)));
    }),
  );
}

/** A numeric string is a string, but not one of those that OpenSSL folds. */
const unfolded: ReadonlySet<number> = new Set([tags.numericString]);

function canonicalAttribute({ tag, text, typeDer, valueDer }: NameAttribute): Buffer {
  if (text === undefined || unfolded.has(tag)) return encodeDer(tags.sequence, typeDer, valueDer);
  const folded = text
    .replaceAll(asciiBlanks, ' ')
    .replaceAll(/^ | $/g, '')
    .replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  return encodeDer(tags.sequence, typeDer, encodeDer(tags.utf8String, Buffer.from(folded, 'utf8')));
}

const asciiBlanks = /[\t\n\v\f\r ]+/g;
