import { describe, expect, it } from 'vitest';
import {
  decimal,
  encodeJson,
  float,
  identifier,
  integer,
  keyValueText,
  lastText,
  serverTimeout,
  text,
  utcText,
} from '../../src/wire/wire-value.ts';

describe('numbers', () => {
  it('rounds measures to integers and leaves out what is none', () => {
    expect([integer(1.5), integer(-0.2), integer(Number.NaN), integer(Infinity), integer(undefined)]).toEqual([
      2,
      0,
      undefined,
      undefined,
      undefined,
    ]);
    expect(Object.is(integer(-0.2), 0)).toBe(true);
    expect([decimal(1.5), decimal(Number.NaN)]).toEqual([1.5, undefined]);
  });

  it.each([1.5, -1, Number.NaN, 2 ** 53])('refuses %d for an id', (value) => {
    expect(() => identifier('jobId', value)).toThrow(/^jobId must be a whole number/);
  });

  it('writes a float as one even when it is whole', () => {
    const written = encodeJson({ a: float(3000), b: float(0.1), c: float(1e30), d: float(-2), e: float(Number.NaN) });
    expect(written).toBe('{"a":3000.0,"b":0.1,"c":1e+30,"d":-2.0}');
  });

  it('never asks for a server time-out at which no job is found', () => {
    expect([serverTimeout(1), serverTimeout(10), serverTimeout(60.4), serverTimeout(undefined)]).toEqual([
      11,
      11,
      60,
      undefined,
    ]);
  });
});

describe('text', () => {
  it('counts characters as Python does, and splits none', () => {
    expect(text('a😀b', 2)).toBe('a😀');
    expect(text('😀'.repeat(501), 500)).toBe('😀'.repeat(500));
    expect(lastText('a😀b', 2)).toBe('😀b');
  });

  it('keeps the end of a log', () => {
    expect(lastText(`${'x'.repeat(5000)}the end`, 4000)).toBe(`${'x'.repeat(3993)}the end`);
  });

  it('leaves out what a database refuses: NUL and half a surrogate pair', () => {
    expect(text('a\0b\uD800c')).toBe('ab\uFFFDc');
  });

  it('writes instants as the server reads them', () => {
    expect(utcText(new Date('2026-11-02T03:04:05.678Z'))).toBe('2026-11-02 03:04:05');
    expect(utcText(new Date('2026-11-02T03:04:05+02:00'))).toBe('2026-11-02 01:04:05');
    expect([utcText(new Date(Number.NaN)), utcText(undefined)]).toEqual([undefined, undefined]);
  });

  it('cuts key=value text between pairs', () => {
    expect(keyValueText({ coreCount: 8, leak: -1.5, note: 'two words', bad: Number.NaN }, 500)).toBe(
      'coreCount=8 leak=-1.5 note=two_words',
    );
    expect(keyValueText({ first: 1, second: 'x'.repeat(20), third: 3 }, 20)).toBe('first=1 third=3');
    expect(keyValueText(undefined, 500)).toBeUndefined();
  });
});

describe('encodeJson', () => {
  it('leaves out what is absent and nests records', () => {
    expect(encodeJson({ a: undefined, b: true, c: [{ d: 'x', e: undefined }, {}] })).toBe(
      '{"b":true,"c":[{"d":"x"},{}]}',
    );
  });
});
