import type { CallBounds } from '../panda-client.ts';

/** Bounds for the further requests of one call: what the first ones have left of its time, 1 ms at least. */
export function timeLeft(bounds: CallBounds | undefined, timeoutMs: number): () => CallBounds {
  const endsAt = performance.now() + (bounds?.timeoutMs ?? timeoutMs);
  return () => ({ ...bounds, timeoutMs: Math.max(1, Math.round(endsAt - performance.now())) });
}
