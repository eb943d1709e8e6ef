import { stat } from 'node:fs/promises';

/**
 * Calls `onGrowth` with the bytes of a local file whenever it has become larger, looking every `everyMs`, until the
 * function that is returned is called.
 */
export function watchGrowth(path: string, everyMs: number, onGrowth: (bytes: number) => void): () => void {
  let bytes = 0;
  let lifted = false;
  const look = async (): Promise<void> => {
    const size = await sizeOf(path);
    if (lifted || size <= bytes) return;
    bytes = size;
    onGrowth(bytes);
  };
  // A transfer that ends sooner is seen at its end.
  const timer = setInterval(() => void look(), Math.max(20, everyMs)).unref();
  return () => {
    lifted = true;
    clearInterval(timer);
  };
}

/** 0 for what is not there. */
async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
