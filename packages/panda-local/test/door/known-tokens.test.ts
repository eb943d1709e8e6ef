import { expect, it } from 'vitest';
import { parseKnownTokens } from '../../src/door/known-tokens.ts';

it('reads a list of tokens', () => {
  const text =
    '[{"token":"t","name":"N","groups":["atlas"],"expiresAt":"2026-06-01T12:00:00Z"},{"token":"u","name":"M","groups":["a"],"username":"m"}]';
  expect(parseKnownTokens(text)).toEqual([
    { token: 't', name: 'N', groups: ['atlas'], expiresAt: new Date('2026-06-01T12:00:00Z') },
    { token: 'u', name: 'M', groups: ['a'], username: 'm' },
  ]);
});

it('names every mistake', () => {
  const text = '[{"token":"","name":"N","groups":[]},{"token":"t","name":"N","groups":["a"],"expiresAt":"soon"}]';
  expect(() => parseKnownTokens(text)).toThrow(/token file refused: 0\.token: .*; 0\.groups: .*; 1\.expiresAt: /);
});
