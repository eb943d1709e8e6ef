import { stat } from 'node:fs/promises';
import type { Receipt } from '../contract/mover.ts';
import { MoverError } from '../contract/mover-error.ts';

/** The receipt of what a program left at `destination`; rejects with `other` when it ended well and left nothing. */
export async function received(destination: string, file: string): Promise<Receipt> {
  try {
    return { mode: 'copied', bytes: (await stat(destination)).size };
  } catch (cause) {
    throw new MoverError('the program ended well and left no file', { kind: 'other', file, cause });
  }
}
