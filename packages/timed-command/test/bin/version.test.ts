import { expect, it } from 'vitest';
import { versionLine } from '../../src/bin/version.ts';

it('tells the version of the package', () => {
  expect(versionLine()).toMatch(/^timed-command \d+\.\d+\.\d+\S*\n$/);
});
