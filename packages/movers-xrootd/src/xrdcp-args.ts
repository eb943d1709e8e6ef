import type { ChecksumAlgorithm } from '@panda-pilot/core';

/** What xrdcp is asked to do, in its own words: URLs and absolute local paths. */
export interface Copy {
  readonly sources: readonly string[];
  /** A file for one source; a directory that exists, for several or `recursive`. */
  readonly destination: string;
  readonly algorithm: ChecksumAlgorithm;
  /** Files at once. */
  readonly parallel?: number;
  /** Sources are directories, copied with what they hold. */
  readonly recursive?: boolean;
}

/**
 * Arguments for a download. No `-f`: what stands at the destination is never replaced. `print` writes a line for each file
 * that arrived: the checksum of its bytes as they came, its local path, its size.
 */
export function getArguments(copy: Copy): readonly string[] {
  return [...common, ...several(copy), '--cksum', `${copy.algorithm}:print`, ...copy.sources, copy.destination];
}

/**
 * Arguments for an upload. No `-f`: the server itself refuses to replace a file, so that nobody's is lost between a look
 * and a copy. `--posc`: a server that loses the connection drops the half file. `source` writes a line for each file that
 * was stored, with the checksum of its bytes as they were read; unlike `print` it asks the server nothing, and so neither
 * fails where the server has no checksums nor has the file read back twice.
 */
export function putArguments(copy: Copy): readonly string[] {
  const options = [...common, '--posc', ...several(copy)];
  return [...options, '--cksum', `${copy.algorithm}:source`, ...copy.sources, copy.destination];
}

/** No progress bar, which writes control characters between the lines. */
const common = ['-np'] as const;

function several({ parallel, recursive }: Copy): readonly string[] {
  return [...(parallel === undefined ? [] : ['--parallel', String(parallel)]), ...(recursive === true ? ['-r'] : [])];
}
