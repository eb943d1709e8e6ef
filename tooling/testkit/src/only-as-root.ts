/**
 * For `it.skipIf(onlyAsRoot())`: true, hence a skip, for an ordinary user. In CI, which is root, a test that needs root
 * must run: there it throws.
 */
export function onlyAsRoot(): boolean {
  if (process.getuid?.() === 0) return false;
  if (process.env['CI'] === 'true' && process.env['PANDA_TEST_UNPRIVILEGED'] !== 'true')
    throw new Error('CI must run as root: this test mounts a file system');
  return true;
}
