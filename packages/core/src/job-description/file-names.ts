import { quote } from '../quote.ts';
import type { PilotErrorName } from '../pilot-errors.ts';
import type { Problems } from './problems.ts';

/** What ext4, xfs, NFS and every catalogue allow for one path component. */
const longestBytes = 255;

/** What is wrong with a name that becomes a file in the work directory, and could otherwise leave it or pass for an option. */
export function faultOfName(name: string): string | undefined {
  if (name.includes('/')) return 'has a "/"';
  if (name === '.' || name === '..') return 'is a directory';
  if (name.startsWith('-')) return 'begins with "-"';
  if (/[\p{Cc}\p{Cs}]/u.test(name)) return 'has a control character or half a character';
  if (name.trim() !== name) return 'begins or ends with a blank';
  return undefined;
}

/** True for a name that no file can have because of its length. */
export function isTooLong(name: string): boolean {
  return name.length > longestBytes || new TextEncoder().encode(name).length > longestBytes;
}

/** A field that lists LFNs, and the error for a bad one. */
export interface LfnList {
  readonly field: string;
  readonly names: readonly (string | undefined)[];
  readonly badName: PilotErrorName;
}

/** The LFNs of `list`, each a safe file name and different from the others. One that is not is a problem. */
export function readLfns({ field, names, badName }: LfnList, problems: Problems): readonly string[] {
  const all = quote(names.map((name) => name ?? 'NULL').join(','));
  const seen = new Set<string>();
  return names.map((lfn = '', index) => {
    const file = `file ${index + 1}`;
    const fault = faultOfName(lfn) ?? (seen.has(lfn) ? 'is there twice' : undefined);
    if (lfn === '') problems.add(badName, field, `${file} is empty or NULL: ${all}`);
    else if (fault !== undefined) problems.add(badName, field, `${file} ${fault}: ${quote(lfn)}`);
    else if (isTooLong(lfn))
      problems.add('LFN_TOO_LONG', field, `${file} has over ${longestBytes} bytes: ${quote(lfn)}`);
    seen.add(lfn);
    return lfn;
  });
}
