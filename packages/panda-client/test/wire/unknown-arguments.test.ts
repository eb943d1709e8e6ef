import type { Logger } from '@panda-pilot/core';
import { expect, it } from 'vitest';
import { UnknownArguments } from '../../src/wire/unknown-arguments.ts';

function withLog(): { unknown: UnknownArguments; lines: unknown[] } {
  const lines: unknown[] = [];
  const log = (...line: unknown[]): void => void lines.push(line);
  const logger: Logger = { debug: log, info: log, warn: log, error: log, child: () => logger };
  return { unknown: new UnknownArguments(logger), lines };
}

const refusal = "Argument error: got an unexpected keyword argument 'grid'";

it('leaves out what a refusal names, of that method only, and says so once', () => {
  const { unknown, lines } = withLog();
  const given = { node: 'n', grid: 'g' };
  expect(unknown.learn('update', given, refusal)).toBe(true);
  expect(unknown.learn('update', given, refusal)).toBe(false);
  expect(unknown.without('update', given)).toEqual({ node: 'n' });
  expect(unknown.without('other', given)).toBe(given);
  expect(lines).toEqual([[{ method: 'update', argument: 'grid' }, expect.any(String)]]);
});

it('finds it in the records of a list', () => {
  const { unknown } = withLog();
  const given = { list: [{ node: 'n', grid: 'g' }, { node: 'm' }] };
  expect(unknown.learn('bulk', given, refusal)).toBe(true);
  expect(unknown.without('bulk', given)).toEqual({ list: [{ node: 'n' }, { node: 'm' }] });
});

it.each([
  ['an argument that was not sent', { node: 'n' }],
  ['one that is absent', { grid: undefined }],
])('learns nothing of %s', (_, given) => {
  expect(withLog().unknown.learn('update', given, refusal)).toBe(false);
});

it('learns nothing of other refusals', () => {
  expect(withLog().unknown.learn('update', { grid: 'g' }, "missing a required argument: 'grid'")).toBe(false);
});
