import { reasonOf } from '@panda-pilot/core';
/**
 * Says of a path why it could not be read or written, in words that follow its name; what the system has no common
 * number for is told as it is. Pure.
 */
export function troubleWith(error: unknown, wanted: 'read' | 'written'): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EACCES' || code === 'EPERM') return `may not be ${wanted} by this account`;
  if (wanted === 'written' && noPlace[code] !== undefined) return noPlace[code];
  return reasons[code] ?? `cannot be ${wanted}: ${reasonOf(error)}`;
}

/** What they say when something was to be made. */
const noPlace: Readonly<Record<string, string>> = {
  ENOENT: 'cannot be made: the directory above it is not there, or takes nothing',
  ENOTDIR: 'cannot be made: what is above it is no directory',
};

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  ENOTDIR: 'is no directory',
  EEXIST: 'is no directory',
  EISDIR: 'is a directory',
  ENOSPC: 'is on a disk that is full',
  EDQUOT: 'is on a disk whose quota is used up',
  EROFS: 'is on a file system that is read-only',
  Z_DATA_ERROR: 'is not packed with gzip, or is damaged',
  Z_BUF_ERROR: 'is not packed with gzip, or is cut short',
  TAR_BAD_ARCHIVE: 'is no tar archive',
  ENAMETOOLONG: 'is too long a name',
  ELOOP: 'leads in a circle',
};
