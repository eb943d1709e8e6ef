import { expect, it } from 'vitest';
import { parseSignal, signalNumber } from '../../src/bin/parse-signal.ts';

it.each([
  ['TERM', 'SIGTERM'],
  ['SIGTERM', 'SIGTERM'],
  ['sigterm', 'SIGTERM'],
  ['kill', 'SIGKILL'],
  ['9', 'SIGKILL'],
  ['10', 'SIGUSR1'],
  ['143', 'SIGTERM'],
])('reads %s as %s', (text, signal) => {
  expect(parseSignal(text)).toBe(signal);
});

it.each(['', 'NOPE', '99', '0', '-9', 'SIG', 'TERM '])('refuses "%s"', (text) => {
  expect(parseSignal(text)).toBeUndefined();
});

it('knows the number of a signal', () => {
  expect(signalNumber('SIGKILL')).toBe(9);
});
