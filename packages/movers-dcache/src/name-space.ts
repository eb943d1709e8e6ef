import type { Checksum, ChecksumAlgorithm } from '@panda-pilot/core';
import type { CallOptions } from '@panda-pilot/movers-core';

/** What can be asked of a dCache apart from its data. Rejects as movers do. */
export interface NameSpace {
  /** Bytes. */
  size(path: string, call: CallOptions): Promise<number>;
  checksum(path: string, algorithm: ChecksumAlgorithm, call: CallOptions): Promise<Checksum>;
  /** Removing what is not there succeeds. */
  remove(path: string, call: CallOptions): Promise<void>;
  /** Makes the directories that a file goes to; nothing, where the storage does so by itself. */
  prepare(path: string): Promise<void>;
}
