import type { ChecksumAlgorithm } from '@panda-pilot/core';
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

/**
 * The same, with the storage's checksum in the receipt: both are asked for at one go, which saves a process, and with GSI a handshake.
 * Where the storage does not give it, the receipt lacks it, and whoever wants it asks again.
 */
export async function confirmAndSum(
  receipt: Receipt,
  place: Place,
  { algorithm, ...how }: { readonly xrdfs: Xrdfs; readonly call: CallOptions; readonly algorithm: ChecksumAlgorithm },
): Promise<Receipt> {
  const [confirmed, stored] = await Promise.allSettled([
    confirmStored(receipt, place, how),
    how.xrdfs.checksumOfFile(place, algorithm, how.call),
  ]);
  if (confirmed.status === 'rejected') throw confirmed.reason;
  return { ...confirmed.value, ...(stored.status === 'fulfilled' ? { stored: stored.value } : {}) };
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
