import { expect, it } from 'vitest';
import { inspectConfig } from '../../src/config/config.ts';
import type { SettingName } from '../../src/config/settings.ts';

it.each<[SettingName, unknown, string]>([
  ['url', 'ftp://x', '--url <url>: "ftp://x" is no http(s)://host:port'],
  ['api', 'v2', '"v2" is none of auto, v1, classic'],
  ['logLevel', 'wran', '"wran" is none of debug, info, warn, error; did you mean warn?'],
  ['launchers', 'none,bublewrap', '"bublewrap" is none of none, bubblewrap'],
  ['slots', '1.5', '"1.5" is no whole number'],
  ['slots', 'two', '"two" is no number'],
  ['maxJobs', '0', '"0" is too small: it must be more than 0'],
  ['timefloor', '-1', '"-1" is too small: it must be at least 0'],
  ['grace', '1e99', 'is too large: it must be at most 100000000'],
  ['hold', 'maybe', '"maybe" is neither true nor false'],
  ['tokenOrigin', '', 'is empty'],
])('says what is wrong with %s %j', (name, value, words) => {
  const { mistakes } = inspectConfig({ flags: { [name]: value }, env: {}, names: [name] });
  expect(mistakes.join()).toContain(words);
});

it('never falls back to words about schemas', () => {
  const flags = Object.fromEntries(['hold', 'keep', 'slots', 'grace', 'api', 'url', 'task'].map((name) => [name, {}]));
  for (const mistake of inspectConfig({ flags, env: {} }).mistakes) expect(mistake).not.toMatch(/Invalid|expected/);
});
