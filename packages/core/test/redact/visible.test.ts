import { describe, expect, it } from 'vitest';
import { makeVisible, onOneLine, visibleJson } from '../../src/redact/visible.ts';

/** What a terminal obeys, what turns words round, what joins them, half a character, and a letter beyond the first plane. */
const hostile = 'a\u001B[2J\u0007\r\u009B\u007F\t\u202Eb\u2066\u2028\u200D\uD800c\u{E0041}\nd';

describe('what is shown', () => {
  it('holds nothing that a terminal obeys', () => {
    const shown = String.raw`a\x1b[2J\x07\r\x9b\x7f\t\u202eb\u2066\u2028\u200d\ud800c\u{e0041}`;
    expect(makeVisible(hostile)).toBe(`${shown}\nd`);
    expect(onOneLine(hostile)).toBe(`${shown}\\nd`);
  });

  it('is the same value to whoever reads it as JSON', () => {
    const text = visibleJson({ [hostile]: [hostile] }, 2);
    expect(JSON.parse(text)).toEqual({ [hostile]: [hostile] });
    expect(text).toMatch(/^[\n -~]*$/);
    expect(visibleJson({ a: 'ü' })).toBe('{"a":"ü"}');
  });
});
