import { accepts } from '../contract/accepts.ts';
import type { Mover } from '../contract/mover.ts';
import type { TransferContext } from './transfer-context.ts';

/** The mover that `url` goes by first, and its copytool; one that cannot be loaded is told of when its turn comes. */
export async function firstChoice(
  url: URL,
  copytools: readonly string[],
  movers: TransferContext['movers'],
): Promise<{ readonly copytool: string; readonly mover: Mover } | undefined> {
  for (const copytool of copytools) {
    const mover = await movers(copytool).catch(() => undefined);
    if (mover !== undefined && accepts(mover, url)) return { copytool, mover };
  }
  return undefined;
}
