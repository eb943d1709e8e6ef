import { expect, it } from 'vitest';
import { createSiteRunner } from '../../src/index.ts';

it("gives bounds way to the pilot's environment, and that to the site's settings, in English", async () => {
  const { signal } = new AbortController();
  const runCommand = () => Promise.reject(new Error('not asked for'));
  const env = { LIMIT: 'of the node', LC_ALL: 'fr_FR', SITE: 'of the node' };
  const runner = createSiteRunner(
    { environment: { SITE: 'its own' } },
    { runCommand, env },
    { LIMIT: '1', OTHER: '2' },
  );
  expect(await runner.environment({ signal, timeoutMs: 1000, file: 'file' })).toEqual({
    LIMIT: 'of the node',
    OTHER: '2',
    LC_ALL: 'C',
    SITE: 'its own',
  });
});
