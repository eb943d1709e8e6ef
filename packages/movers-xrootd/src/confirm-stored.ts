import { type CallOptions, isMoverError, MoverError, type Receipt } from '@panda-pilot/movers-core';
import { type Place, urlOf } from './url.ts';
import type { Xrdfs } from './xrdfs.ts';

/**
 * The receipt of an upload, once the server shows as many bytes as xrdcp has sent: 5.5.3 ends well over a file that the last
 * write cut because the disk was full. Rejects with `no-space` where the server has no room for the rest, else with
 * `size-mismatch`, and with `unsupported` for a destination that is a directory, into which xrdcp copies.
 */
export async function confirmStored(
  receipt: Receipt,
  place: Place,
  { xrdfs, call }: { readonly xrdfs: Xrdfs; readonly call: CallOptions },
): Promise<Receipt> {
  const size = await xrdfs.size(place, call);
  if (size === receipt.bytes) return receipt;
  const missing = receipt.bytes - size;
  const free = await roomAt(place, { xrdfs, call });
  const kind = missing > 0 && free !== undefined && free < missing ? 'no-space' : 'size-mismatch';
  throw new MoverError(`xrdcp ended well, and ${size} of ${receipt.bytes} bytes were stored`, {
    kind,
    file: urlOf(place),
  });
}

/** Bytes; undefined where the server does not say. */
async function roomAt(
  place: Place,
  { xrdfs, call }: { readonly xrdfs: Xrdfs; readonly call: CallOptions },
): Promise<number | undefined> {
  try {
    return await xrdfs.freeSpace(place, call);
  } catch (error) {
    if (!isMoverError(error)) throw error;
    return undefined;
  }
}
