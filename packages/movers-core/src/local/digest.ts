import type { Checksum } from '@panda-pilot/core';

/** A running checksum. */
export interface Digest {
  update(chunk: Uint8Array): unknown;
  digest(): Checksum;
}
