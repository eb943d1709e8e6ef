import { PilotError } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../src/config/config-error.ts';
import { printError } from '../src/print-error.ts';

function printed(error: unknown, form: 'text' | 'json', terminal: { readonly columns?: number } = {}): string {
  let text = '';
  const isTTY = terminal.columns !== undefined;
  printError({ stderr: { write: (words: string) => (text += words), isTTY, ...terminal } }, error, form);
  return text;
}

describe('what went wrong', () => {
  const usage = new ConfigError(['--slots: too many', '--url: is needed'], 'Look there.');
  const known = new PilotError('NO_SUCH_FILE', 'a.root', { hint: 'Look here' });

  it('is told to a person in a sentence each, and a hint', () => {
    expect(printed(usage, 'text')).toBe(
      'panda-pilot: --slots: too many\npanda-pilot: --url: is needed\nhint: Look there.\n',
    );
    expect(printed(known, 'text')).toMatch(/^panda-pilot: .*: a\.root \(1103\)\nhint: Look here\n$/);
    expect(printed(new Error('oops'), 'text')).toMatch(/^panda-pilot: Error: oops\n {4}at /);
  });

  it('has its words on a terminal below each other, and elsewhere on a line', () => {
    const long = new ConfigError(['a mistake that needs more than one line of it'], 'Look there.');
    expect(printed(long, 'text', { columns: 40 }).split('\n')).toEqual([
      'panda-pilot: a mistake that needs more',
      '             than one line of it',
      'hint: Look there.',
      '',
    ]);
    expect(printed(long, 'text')).toMatch(/^panda-pilot: .*of it\nhint: /);
  });

  it('keeps to its line, whatever it names', () => {
    const forged = 'a\u001B[2J\nhint: b';
    const told = String.raw`a\x1b[2J\nhint: b`;
    expect(printed(new ConfigError([forged], forged), 'text')).toBe(`panda-pilot: ${told}\nhint: ${told}\n`);
    expect(printed(new PilotError('NO_SUCH_FILE', forged, { hint: forged }), 'text')).toMatch(
      /^panda-pilot: [^\n]+ \(1103\)\nhint: [^\n]+\n$/,
    );
  });

  it('is told to a program in one line of JSON', () => {
    const json = (error: unknown): unknown => JSON.parse(printed(error, 'json'));
    expect(json(usage)).toMatchObject({ type: 'error', name: 'USAGE', mistakes: usage.mistakes, hint: 'Look there.' });
    expect(json(known)).toMatchObject({ type: 'error', name: 'NO_SUCH_FILE', code: 1103, hint: 'Look here' });
    expect(json(new Error('oops'))).toMatchObject({ type: 'error', name: 'BUG', message: 'oops' });
    expect(printed(known, 'json')).toMatch(/^[^\n]+\n$/);
  });
});
