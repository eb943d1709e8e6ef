import { describe, expect, it } from 'vitest';
import { quote } from '../src/quote.ts';

describe('quote', () => {
  it.each([
    ['a "b"\nc', String.raw`"a \"b\"\nc"`],
    [12.5, '12.5'],
    [true, 'true'],
    [null, 'null'],
    [['a', 'b'], 'a list of 2'],
    [{ a: 1 }, 'an object'],
  ])('shows %j as %s', (value, shown) => {
    expect(quote(value)).toBe(shown);
  });

  it('cuts a long text and says how long it is', () => {
    expect(quote('x'.repeat(1_000_000))).toBe(`"${'x'.repeat(60)}"… (1000000 characters)`);
  });
});
