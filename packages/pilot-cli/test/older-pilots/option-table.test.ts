import { describe, expect, it } from 'vitest';
import { type ForeignOption, type OptionStyle, readOptions } from '../../src/older-pilots/option-table.ts';

const table: readonly ForeignOption[] = [
  { names: ['--queue', '-q'], value: 'text' },
  { names: ['--queuedata-url'], value: 'text' },
  { names: ['--tries', '-v'], value: 'number' },
  { names: ['--cleanup'], value: 'yes-no' },
  { names: ['--debug', '-d'] },
  { names: ['--test', '-t'] },
  { names: ['--workflow', '-w'], value: 'text', accepts: ['generic'] },
];

function read(args: readonly string[], style: OptionStyle = 'argparse') {
  const { given, mistakes } = readOptions(args, { table, style });
  return { values: Object.fromEntries([...given].map(([name, { value }]) => [name, value])), mistakes };
}

describe('readOptions', () => {
  it.each([[['-q', 'Q']], [['-qQ']], [['-q=Q']], [['--queue', 'Q']], [['--queue=Q']], [['-q', 'X', '--queue=Q']]])(
    'reads %j as the queue Q',
    (args) => expect(read(args)).toEqual({ values: { '--queue': 'Q' }, mistakes: [] }),
  );

  it('lets the last of several count, as wrappers rely on, and says so where they differ', () => {
    const read = (args: readonly string[]) => readOptions(args, { table, style: 'argparse' }).repetitions;
    expect(read(['-q', 'X', '-w', 'generic', '--queue=Y', '-w', 'generic', '-d', '--debug', '-qQ'])).toEqual([
      '--queue is given more than once; the last counts: Q',
    ]);
    expect(read(['--cleanup', 'yes', '--cleanup', 'True'])).toEqual([]);
  });

  it('completes a long option that only one begins with, and names those that could be meant', () => {
    expect(read(['--queued', 'u']).values).toEqual({ '--queuedata-url': 'u' });
    expect(read(['--queu', 'u']).mistakes[0]).toBe('--queu: could be --queue or --queuedata-url');
    expect(read(['--']).mistakes[0]).toMatch(/is no option/);
  });

  it('reads joined flags', () => {
    expect(read(['-td']).values).toEqual({ '--test': '', '--debug': '' });
    expect(read(['-tdqQ']).values).toEqual({ '--test': '', '--debug': '', '--queue': 'Q' });
    expect(read(['-tx']).mistakes).toEqual(['-x: is no option']);
  });

  it('keeps = and everything else in a value', () =>
    expect(read(['--queuedata-url=http://h/?a=b c\n']).values).toEqual({ '--queuedata-url': 'http://h/?a=b c\n' }));

  it('takes a negative number and an empty text for values, an option not', () => {
    expect(read(['-v', '-1', '-q', '']).values).toEqual({ '--tries': '-1', '--queue': '' });
    expect(read(['-q', '--debug'])).toEqual({ values: { '--debug': '' }, mistakes: ['--queue: needs a value'] });
    expect(read(['-q']).mistakes).toEqual(['--queue: needs a value']);
  });

  it('takes the next word whatever it is in the manner of getopt', () =>
    expect(read(['-q', '-d'], 'getopt')).toEqual({ values: { '--queue': '-d' }, mistakes: [] }));

  it.each(['yes', 'True', 't', '1'])('reads %s as true', (word) =>
    expect(read(['--cleanup', word]).values).toEqual({ '--cleanup': 'true' }),
  );

  it('tells every mistake', () =>
    expect(
      read(['--cleanup', 'perhaps', '-v', 'two', 'stray', '--debug=1', '--deubg', '-w', 'stager']).mistakes,
    ).toEqual([
      '--cleanup: "perhaps" is neither true nor false',
      '--tries: "two" is no whole number',
      '"stray": is no option, and nothing asks for a value here',
      '--debug: takes no value',
      '--deubg: is no option (did you mean --debug?)',
      '--workflow stager: this pilot has only generic',
    ]));

  it('does not complain of the value of an option that it does not know', () =>
    expect(read(['--frobnicate', 'x', '-d']).mistakes).toEqual(['--frobnicate: is no option']));

  it('ends on any words whatever', () => {
    const pieces = ['-', '--', '=', 'q', '-q', '--queue=', '', ' ', '\0', '-=', '--=x', 'é'];
    for (const first of pieces) for (const second of pieces) expect(() => read([first + second, second])).not.toThrow();
  });
});
