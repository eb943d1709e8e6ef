import { format, inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { secret } from '../src/index.ts';

const hidden = secret('hush');

describe('a secret', () => {
  it('is given to whoever asks for it', () => {
    expect(hidden.reveal()).toBe('hush');
  });

  it.each([
    ['JSON', (): string => JSON.stringify({ deep: [{ hidden }] })],
    ['a template', (): string => `${hidden.toString()} ${String(hidden)}`],
    ['inspect', (): string => inspect({ deep: { hidden } }, { depth: 9, showHidden: true, getters: true })],
    ['format', (): string => format('%s %o %O %j', hidden, hidden, hidden, hidden)],
    ['its own properties', (): string => Reflect.ownKeys(hidden).map(String).join()],
  ])('is not in %s', (_, show) => {
    expect(show()).not.toContain('hush');
  });
});
