import { describe, expect, it } from 'vitest';
import { namesMatching } from '../../../src/staging/outputs/name-pattern.ts';
import { producedOutputs } from '../../../src/staging/outputs/produced-outputs.ts';

const guid = '00000000-0000-4000-8000-000000000000';
const output = (lfn: string, pattern?: string) => ({
  lfn,
  guid,
  scope: 's',
  optional: false,
  ...(pattern === undefined ? {} : { pattern }),
});

const lfns = (files: readonly { readonly lfn: string }[]) => files.map(({ lfn }) => lfn);

describe('producedOutputs', () => {
  it.each([
    ['the file', ['a', 'b'], ['a']],
    ['a file that is not there', [], ['a']],
    ['its parts beside it', ['a', 'a._2', 'a._1', 'a._x', 'b._1'], ['a', 'a._1', 'a._2']],
    ['its parts in its place', ['a._1'], ['a._1']],
    ['no part that is an output of its own', ['a', 'a._9'], ['a']],
  ])('of a name: %s', (_, names, expected) => {
    expect(lfns(producedOutputs(output('a'), { names, taken: new Set(['a', 'a._9']) }))).toEqual(expected);
  });

  it('of a pattern: all that it matches and that nobody else has, each with a GUID that stays', () => {
    const given = { names: ['h_2', 'h_1', 'h_3', 'x'], taken: new Set(['h_3']) };
    const files = producedOutputs(output('regex|^h_', '^h_'), given);
    expect(files).toMatchObject([
      { lfn: 'h_1', scope: 's' },
      { lfn: 'h_2', scope: 's' },
    ]);
    expect(producedOutputs(output('regex|^h_', '^h_'), given)).toEqual(files);
    expect(files[0]?.guid).toMatch(/^[0-9A-F]{8}-[0-9A-F]{4}-5[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/);
    expect(files[0]?.guid).not.toBe(files[1]?.guid);
  });
});

describe('namesMatching', () => {
  it('refuses what is no pattern', () => {
    expect(() => namesMatching('(', ['a'])).toThrow(/the pattern "\(" cannot be matched/);
  });
});
