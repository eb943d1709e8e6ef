import { redact } from './redact.ts';

/**
 * Why something did not work, as the end of a sentence that says what: `cannot read /x: permission denied`. An error of
 * the operating system is told in words, with the path or the address that it is about unless that is `named` in the sentence already;
 * of several errors at once the first is told, and whatever else was thrown by its message. Without secrets, as
 * {@link redact} leaves it.
 */
export function reasonOf(error: unknown, named?: string): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0], named);
  if (!(error instanceof Error)) return redact(String(error));
  return redact(inWords(error, named) ?? (error.message === '' ? error.name : error.message));
}

/** Undefined for what no system call has answered, and for answers that are seldom seen. */
function inWords(error: Error, named: string | undefined): string | undefined {
  if (!('code' in error) || !('syscall' in error)) return undefined;
  const words = answers.get(String(error.code));
  const what = subjectOf(error);
  if (words === undefined || what === undefined || what === named) return words;
  return `${words} (${String(error.syscall)} ${what})`;
}

function subjectOf(error: Error): string | undefined {
  if ('path' in error) return String(error.path);
  if ('hostname' in error) return String(error.hostname);
  return 'address' in error && 'port' in error ? `${String(error.address)}:${String(error.port)}` : undefined;
}

const answers: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'permission denied'],
  ['EAI_AGAIN', 'the name servers do not answer'],
  ['ECONNREFUSED', 'connection refused'],
  ['ECONNRESET', 'the connection was cut'],
  ['EDQUOT', "the disk's quota is used up"],
  ['EEXIST', 'it exists already'],
  ['EFBIG', 'it is larger than a file may be'],
  ['EHOSTUNREACH', 'there is no way to the host'],
  ['EIO', 'the disk cannot be read or written (EIO)'],
  ['EISDIR', 'it is a directory'],
  ['ELOOP', 'symbolic links lead in a circle'],
  ['EMFILE', 'too many files are open (ulimit -n)'],
  ['ENAMETOOLONG', 'the name is too long'],
  ['ENETUNREACH', 'there is no way to the network'],
  ['ENFILE', 'the node has too many open files'],
  ['ENOENT', 'it does not exist'],
  ['ENOSPC', 'no space is left on the disk'],
  ['ENOTDIR', 'what is above it is no directory'],
  ['ENOTEMPTY', 'it is not empty'],
  ['ENOTFOUND', 'there is no such host'],
  ['EPERM', 'operation not permitted'],
  ['EPIPE', 'nobody reads it any more'],
  ['EROFS', 'the file system is read-only'],
  ['ESTALE', 'the file server has forgotten it (ESTALE)'],
  ['ETIMEDOUT', 'no answer in time'],
]);
