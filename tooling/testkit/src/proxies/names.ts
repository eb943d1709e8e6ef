import { createHash } from 'node:crypto';
import { ia5String, oid, printableString, sequence, set, utf8String } from './der.ts';

const types: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  DC: '0.9.2342.19200300.100.1.25',
  UID: '0.9.2342.19200300.100.1.1',
  emailAddress: '1.2.840.113549.1.9.1',
};

/** The DER of a name in the form with slashes. A slash that no attribute follows is part of the value. */
export function nameDer(slash: string): Buffer {
  return sequence(
    ...attributesOf(slash).map(([type, value]) => set(sequence(oid(typeOf(type)), stringOf(type, value)))),
  );
}

/** The name of the file, without ending, that OpenSSL looks for: for names of letters, digits and single blanks between them. */
export function nameHash(slash: string): string {
  const canonical = attributesOf(slash).map(([type, value]) =>
    set(sequence(oid(typeOf(type)), utf8String(value.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())))),
  );
  return firstBytes(createHash('sha1').update(Buffer.concat(canonical)).digest());
}

/** The name of that file before OpenSSL 1.0. */
export function oldNameHash(slash: string): string {
  return firstBytes(createHash('md5').update(nameDer(slash)).digest());
}

function firstBytes(digest: Buffer): string {
  return digest.readUInt32LE(0).toString(16).padStart(8, '0');
}

function attributesOf(slash: string): readonly (readonly [string, string])[] {
  return slash
    .split(/\/(?=[A-Za-z]+=)/)
    .slice(1)
    .map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]);
}

function typeOf(name: string): string {
  const type = types[name];
  if (type === undefined) throw new TypeError(`no attribute of names is called ${name}`);
  return type;
}

function stringOf(type: string, value: string): Buffer {
  if (type === 'C') return printableString(value);
  return type === 'DC' || type === 'emailAddress' ? ia5String(value) : utf8String(value);
}
