import { onTestFinished, vi } from 'vitest';
import { tempDir } from './temp-dir.ts';

/**
 * Until the test ends TMPDIR, also for `tmpdir()`, is an empty directory of its own: what others leave in theirs is not
 * counted there.
 */
export async function ownTmpdir(): Promise<void> {
  vi.stubEnv('TMPDIR', await tempDir());
  onTestFinished(() => void vi.unstubAllEnvs());
}
