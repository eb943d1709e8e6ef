import { accepts } from '../contract/accepts.ts';
import type { Mover } from '../contract/mover.ts';
import type { RemoteFile, StageInRequest } from './staging.ts';

/**
 * How the payload opens this input in place: by the first copytool that can name it so, at the first replica that may be opened.
 * Undefined where none can; then it is copied.
 */
export async function openInPlace(
  request: StageInRequest,
  copytools: readonly string[],
  movers: (copytool: string) => Promise<Mover>,
): Promise<RemoteFile | undefined> {
  const { file } = request;
  const openable = openableOf(request);
  if (openable.length === 0) return undefined;
  for (const copytool of copytools) {
    const mover = await movers(copytool).catch(() => undefined);
    if (mover === undefined) continue;
    const replica = openable.find((url) => accepts(mover, url));
    const url = replica === undefined ? undefined : mover.directUrl?.(replica);
    if (url !== undefined)
      return { kind: 'remote', lfn: file.lfn, copytool, url: url.href, durationMs: 0, failedAttempts: [] };
  }
  return undefined;
}

function openableOf({ replicas, access, inPlace }: StageInRequest): readonly URL[] {
  return inPlace ?? (access === 'in-place' ? replicas : []);
}
