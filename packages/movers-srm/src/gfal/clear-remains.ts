import type { CallOptions, Mover } from '@panda-pilot/movers-core';

/**
 * Takes away what gfal-copy left when it crashed in the middle of an upload: the next try would take it for somebody else's file.
 * gfal-copy 1.8.0 says that it copies only where it found nothing. What cannot be removed stays, and is told by that try.
 */
export async function clearRemains(mover: Pick<Mover, 'remove'>, file: URL, call: CallOptions): Promise<void> {
  try {
    await mover.remove(file, call);
  } catch (error) {
    call.signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    call.logger.warn({ reason }, 'cannot remove what a crash left');
  }
}
