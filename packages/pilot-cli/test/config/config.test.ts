import { tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { readConfig, readSettings } from '../../src/config/config.ts';
import { ConfigError } from '../../src/config/config-error.ts';
import { settings } from '../../src/config/settings.ts';

const needed = { url: 'https://panda.example.org:25443', queue: 'Q' };

function mistakesOf(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

describe('readConfig', () => {
  it.each(['https://h.org/server/panda', 'https://me:word@h.org', 'https://h.org?x=1'])(
    'takes %s for no server',
    (url) => expect(() => readConfig({ flags: { ...needed, url }, env: {}, file: undefined })).toThrow(/--url/),
  );

  it('takes flags before environment before file before defaults, and says so', async () => {
    const root = await tree({ 'pilot.json': '{"grace": 3, "label": "test", "heartbeat": 7}' });
    const { settings: given, origins } = readConfig({
      flags: { ...needed, grace: '1' },
      env: { PANDA_PILOT_GRACE: '2', PANDA_PILOT_LABEL: 'user' },
      file: `${root}/pilot.json`,
    });
    expect([given.grace, given.label, given.heartbeat, given.serverTimeout]).toEqual([1, 'user', 7, 120]);
    expect([origins.grace, origins.label, origins.heartbeat, origins.serverTimeout]).toEqual([
      'flag',
      'environment',
      'file',
      'default',
    ]);
  });

  it('names every mistake, with the place where it was made', async () => {
    const root = await tree({ 'pilot.json': '{"keeep": true, "maxJobs": 0}' });
    const mistakes = mistakesOf(() =>
      readConfig({ flags: { url: 'ftp://x' }, env: { PANDA_PILOT_GRACE: 'soon' }, file: `${root}/pilot.json` }),
    );
    expect(mistakes.join('\n')).toMatch(/keeep.*is no setting \(did you mean "keep"\?\)/);
    expect(mistakes.join('\n')).toMatch(/--url/);
    expect(mistakes.join('\n')).toMatch(/--queue.*PANDA_PILOT_QUEUE.*is needed/);
    expect(mistakes.join('\n')).toMatch(/PANDA_PILOT_GRACE/);
    expect(mistakes.join('\n')).toMatch(/"maxJobs" in the configuration file/);
  });

  it("puts another pilot's defaults before ours, behind everything else", () => {
    const defaults = { ...needed, label: 'ptest', grace: 30 };
    const { settings: given, origins } = readConfig({ flags: {}, env: { PANDA_PILOT_GRACE: '2' }, defaults });
    expect([given.label, given.grace, given.heartbeat]).toEqual(['ptest', 2, 1800]);
    expect([origins.label, origins.grace]).toEqual(['default', 'environment']);
  });

  it('names the places where queuedata can be', () => {
    const read = (queuedataSources: string) => readConfig({ flags: { ...needed, queuedataSources }, env: {} }).settings;
    expect(read('CRIC, local').queuedataSources).toEqual(['cric', 'local']);
    expect(() => read('agis')).toThrow(/--queuedata-sources.*"agis" is none of local, panda, cric, cvmfs/);
  });

  it('asks nothing of settings that are not wanted', () => {
    const sources = { flags: { queue: 'Q' }, env: { PANDA_PILOT_GRACE: 'soon' } };
    expect(readSettings(['queue', 'label'], sources)).toEqual({ queue: 'Q', label: undefined });
    expect(() => readSettings(['grace'], sources)).toThrow(/PANDA_PILOT_GRACE/);
  });

  it('counts an empty variable as not set', () => {
    expect(readConfig({ flags: needed, env: { PANDA_PILOT_LABEL: '' } }).settings.label).toBeUndefined();
  });

  it.each(['not json', '[]', '"text"'])('refuses a file that holds %j', async (content) => {
    const root = await tree({ 'pilot.json': content });
    expect(() => readConfig({ flags: needed, env: {}, file: `${root}/pilot.json` })).toThrow(/pilot\.json/);
  });

  it('gives every setting a flag, a variable and a help line of its own', () => {
    const rows = Object.values(settings);
    expect(new Set(rows.map(({ flag }) => flag)).size).toBe(rows.length);
    expect(new Set(rows.map(({ env }) => env)).size).toBe(rows.length);
    for (const { env, help } of rows) {
      expect(env).toMatch(/^PANDA_PILOT_[A-Z_]+$/);
      expect(help).not.toBe('');
    }
  });
});
