import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Takes what is to be done when nobody needs something any more. */
export type WhenOver = (cleanUp: () => Promise<void>) => void;

/** An empty directory of this test's own, removed when the test ends, or when `whenOver` says. */
export async function tempDir(whenOver: WhenOver = onTestFinished): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'panda-test-'));
  whenOver(() => rm(path, { recursive: true, force: true, maxRetries: 3 }));
  return path;
}
