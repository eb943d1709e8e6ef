import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/bin/parse-arguments.ts';

const defaults = {
  kind: 'run',
  timeoutMs: 5000,
  graceMs: Number.POSITIVE_INFINITY,
  killSignal: 'SIGTERM',
  preserveStatus: false,
  foreground: false,
  verbose: false,
  isolate: false,
  jsonFile: undefined,
  file: 'true',
  args: [],
};

describe('reads', () => {
  it.each([
    [['5', 'true'], {}],
    [['5', 'true', '-k', '1', '--', 'x'], { args: ['-k', '1', '--', 'x'] }],
    [['-k', '1', '5', 'true'], { graceMs: 1000 }],
    [['-k1', '5', 'true'], { graceMs: 1000 }],
    [['--kill-after=1m', '5', 'true'], { graceMs: 60_000 }],
    [['--kill-after', '1m', '5', 'true'], { graceMs: 60_000 }],
    [['-k', '0', '5', 'true'], {}],
    [['-vsINT', '5', 'true'], { verbose: true, killSignal: 'SIGINT' }],
    [
      ['--pres', '--for', '--verb', '--iso', '5', 'true'],
      { preserveStatus: true, foreground: true, verbose: true, isolate: true },
    ],
    [['--json', 'a.json', '5', 'true'], { jsonFile: 'a.json' }],
    [['--json=', '5', 'true'], { jsonFile: '' }],
    [['0', 'true'], { timeoutMs: Number.POSITIVE_INFINITY }],
    [['--', '5', 'true'], {}],
  ])('%j', (argv, wanted) => {
    expect(parseArguments(argv)).toEqual({ ...defaults, ...wanted });
  });

  it('a request for help or version before anything else', () => {
    expect(parseArguments(['--help', 'nonsense'])).toEqual({ kind: 'help' });
    expect(parseArguments(['--vers', 'nonsense'])).toEqual({ kind: 'version' });
  });
});

describe('refuses', () => {
  it.each([
    [[], 'missing operand'],
    [['5'], 'missing operand'],
    [['x', 'true'], "invalid time interval 'x'"],
    [['-k', 'x', '5', 'true'], "invalid time interval 'x'"],
    [['-s', 'x', '5', 'true'], "'x': invalid signal"],
    [['--nope', '5', 'true'], "unrecognized option '--nope'"],
    [['--ver', '5', 'true'], "option '--ver' is ambiguous"],
    [['-q', '5', 'true'], "invalid option -- 'q'"],
    [['-k'], "option requires an argument -- 'k'"],
    [['--signal'], "option '--signal' requires an argument"],
    [['--verbose=1', '5', 'true'], "option '--verbose' doesn't allow an argument"],
  ])('%j', (argv, message) => {
    expect(parseArguments(argv)).toEqual({ kind: 'mistake', message });
  });
});
