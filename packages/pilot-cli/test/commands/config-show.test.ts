import { describe, expect, it } from 'vitest';
import { configShow } from '../../src/commands/config-show.ts';
import type { ConfigSources } from '../../src/config/config.ts';

function show(sources: ConfigSources, json: boolean): { code: number; out: string; err: string } {
  const said = { out: '', err: '' };
  const streams = {
    stdout: { write: (text: string) => (said.out += text) },
    stderr: { write: (text: string) => (said.err += text), isTTY: false },
  };
  const code = configShow(sources, { json }, streams);
  return { code, ...said };
}

const good = {
  flags: { url: 'https://panda.example.org:25443', traces: 'https://me:secret@traces.example.org', queue: 'Q' },
  env: { PANDA_PILOT_GRACE: '3' },
};

describe('panda-pilot config show', () => {
  it('tells value, origin, flag and variable of every setting, and no password', () => {
    const { code, out, err } = show(good, false);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^queue +--queue +PANDA_PILOT_QUEUE +flag +Q$/m);
    expect(out).toMatch(/^grace +--grace +PANDA_PILOT_GRACE +environment +3$/m);
    expect(out).toMatch(/^label +\S+ +\S+ +default +-$/m);
    expect(out).not.toContain('secret');
  });

  it('shows what is wrong among what is right, and tells every mistake', () => {
    const { code, out, err } = show({ flags: { url: 'ftp://x' }, env: {} }, false);
    expect(code).toBe(2);
    expect(out).toMatch(/^url +\S+ +\S+ +flag +ftp:\/\/x \(wrong\)$/m);
    expect(err).toMatch(/^panda-pilot: --url.*\npanda-pilot: -q, --queue.*is needed\nhint: /);
  });

  it('answers as JSON', () => {
    const { settings, mistakes } = JSON.parse(show({ ...good, flags: { queue: 'Q', grace: 'soon' } }, true).out) as {
      settings: Record<string, { value: unknown; origin: string; mistake?: string }>;
      mistakes: string[];
    };
    expect(settings['queue']).toEqual({
      value: 'Q',
      origin: 'flag',
      flag: '-q, --queue <name>',
      env: 'PANDA_PILOT_QUEUE',
    });
    expect(settings['grace']?.mistake).toMatch(/^--grace/);
    expect(mistakes).toHaveLength(2);
  });
});
