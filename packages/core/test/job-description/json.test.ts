import { describe, expect, it } from 'vitest';
import { isJson, parseJsonObject } from '../../src/job-description/json.ts';

describe('isJson', () => {
  it.each([1, -0.5, 'a', '', true, null, [], {}, [{ a: [null] }]])('is true of %j', (value) => {
    expect(isJson(value)).toBe(true);
  });

  it.each([[undefined], [Number.NaN], [Number.POSITIVE_INFINITY], [1n], [[undefined]], [{ a: () => 1 }]])(
    'is false of %s',
    (value) => {
      expect(isJson(value)).toBe(false);
    },
  );

  it('ends on what contains itself', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expect(isJson(loop)).toBe(false);
  });
});

describe('parseJsonObject', () => {
  it('reads an object, and nothing else', () => {
    expect(parseJsonObject(' {"a": [1]} ')).toEqual({ a: [1] });
    expect(['', 'null', '[]', '"a"', '{', '{"a": NaN}', "{'a': 1}"].map(parseJsonObject)).toEqual(
      Array.from({ length: 7 }, () => undefined),
    );
  });
});
