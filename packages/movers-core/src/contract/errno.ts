import { reasonOf } from '@panda-pilot/core';
import { isMoverError, MoverError, type MoverErrorKind } from './mover-error.ts';

/**
 * What a system call on `file` answered, as a MoverError; one that is a MoverError already stays itself. An answer
 * without an errno is `other`.
 */
export function moverErrorFrom(error: unknown, file: string): MoverError {
  if (isMoverError(error)) return error;
  // What stands where a directory was to be made is not what was to be written below it.
  const errno = isMkdir(error) && errnoOf(error) === 'EEXIST' ? 'ENOTDIR' : errnoOf(error);
  return new MoverError(reasonOf(error, file), { kind: kinds.get(errno ?? '') ?? 'other', file, cause: error });
}

function isMkdir(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'mkdir';
}

/** The errno's name (`ENOENT`) that a system error carries. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

const kinds: ReadonlyMap<string, MoverErrorKind> = new Map([
  ['ENOENT', 'not-found'],
  ['ENOTDIR', 'not-found'],
  ['EEXIST', 'exists'],
  ['ENOTEMPTY', 'exists'],
  ['EACCES', 'denied'],
  ['EPERM', 'denied'],
  ['ENOSPC', 'no-space'],
  ['EDQUOT', 'no-space'],
  ['EROFS', 'read-only'],
  ['ETIMEDOUT', 'timed-out'],
  ['ECONNREFUSED', 'network'],
  ['ECONNRESET', 'network'],
  ['ECONNABORTED', 'network'],
  ['EHOSTDOWN', 'network'],
  ['EHOSTUNREACH', 'network'],
  ['ENETDOWN', 'network'],
  ['ENETUNREACH', 'network'],
  ['ENOTCONN', 'network'],
  ['EPIPE', 'network'],
  // A file of a network file system whose server forgot it: another try looks it up again.
  ['ESTALE', 'network'],
  ['ENAMETOOLONG', 'unsupported'],
  ['EISDIR', 'unsupported'],
  ['ELOOP', 'unsupported'],
  ['EFBIG', 'unsupported'],
  ['EINVAL', 'unsupported'],
  ['ENXIO', 'unsupported'],
  ['EXDEV', 'unsupported'],
  ['ENOTSUP', 'unsupported'],
  // What Node throws for a path that holds a NUL.
  ['ERR_INVALID_ARG_VALUE', 'unsupported'],
]);
