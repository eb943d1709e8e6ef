import { tags } from '../der/der-element.ts';

/** The short names that OpenSSL, and with it every grid tool, writes for attributes of distinguished names. */
export const attributeNames: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.4', 'SN'],
  ['2.5.4.5', 'serialNumber'],
  ['2.5.4.6', 'C'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.9', 'street'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
  ['2.5.4.12', 'title'],
  ['2.5.4.13', 'description'],
  ['2.5.4.15', 'businessCategory'],
  ['2.5.4.17', 'postalCode'],
  ['2.5.4.41', 'name'],
  ['2.5.4.42', 'GN'],
  ['2.5.4.43', 'initials'],
  ['2.5.4.44', 'generationQualifier'],
  ['2.5.4.46', 'dnQualifier'],
  ['2.5.4.65', 'pseudonym'],
  ['2.5.4.97', 'organizationIdentifier'],
  ['0.9.2342.19200300.100.1.1', 'UID'],
  ['0.9.2342.19200300.100.1.25', 'DC'],
  ['1.2.840.113549.1.9.1', 'emailAddress'],
  ['1.2.840.113549.1.9.2', 'unstructuredName'],
]);

/** The attribute that a proxy adds to its issuer's name. */
export const commonNameType = '2.5.4.3';

/** How the bytes of each string type are to be read. Teletex strings are Latin-1 in practice. */
export const stringEncodings: ReadonlyMap<number, 'latin1' | 'utf8' | 'utf16' | 'utf32'> = new Map([
  [tags.utf8String, 'utf8'],
  [tags.printableString, 'latin1'],
  [tags.teletexString, 'latin1'],
  [tags.ia5String, 'latin1'],
  [tags.visibleString, 'latin1'],
  [tags.numericString, 'latin1'],
  [tags.bmpString, 'utf16'],
  [tags.universalString, 'utf32'],
]);
