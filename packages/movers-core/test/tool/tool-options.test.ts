import { describe, expect, it } from 'vitest';
import { parseToolOptions } from '../../src/index.ts';

describe('the settings of a tool-driven copytool', () => {
  it('have defaults', () => {
    expect(parseToolOptions('x', undefined)).toEqual({
      environment: {},
      copyPrefix: [],
      copyPrefixIn: [],
      checksums: ['adler32', 'md5'],
      parallel: 4,
    });
  });

  it('take the prefixes of outputs for inputs, unless told', () => {
    const copyPrefix = [{ from: 'srm://a', to: 'root://b' }];
    expect(parseToolOptions('x', { copyPrefix })).toMatchObject({ copyPrefix, copyPrefixIn: copyPrefix });
    expect(parseToolOptions('x', { copyPrefix, copyPrefixIn: [] })).toMatchObject({ copyPrefixIn: [] });
  });

  it.each([
    ['setup', 'relative.sh'],
    ['setup', 7],
    ['environment', { A: 1 }],
    ['environment', []],
    ['checksums', ['sha1']],
    ['parallel', 0],
    ['parallel', 1.5],
    ['copyPrefix', ['a^b']],
    ['copyPrefixIn', [{ from: 1 }]],
  ])('refuse %s %j, by name', (setting, value) => {
    const message = new RegExp(`^copytool x: ${setting} is `);
    expect(() => parseToolOptions('x', { [setting]: value })).toThrow(message);
  });
});
