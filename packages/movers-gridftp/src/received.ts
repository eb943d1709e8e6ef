import { stat } from 'node:fs/promises';
import { MoverError, type Receipt } from '@panda-pilot/movers-core';

/** The receipt of what a tool left at `destination`; rejects with `other` when it ended well and left nothing. */
export async function received(destination: string, file: string): Promise<Receipt> {
  try {
    return { mode: 'copied', bytes: (await stat(destination)).size };
  } catch (cause) {
    throw new MoverError('the tool ended well and left no file', { kind: 'other', file, cause });
  }
}
