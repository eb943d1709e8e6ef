import { describe, expect, it } from 'vitest';
import { printedChecksum } from '../../src/tool/printed-checksum.ts';

describe('digits that a program printed', () => {
  it('get back the zeros that were left out', () => {
    expect(printedChecksum('adler32', '620062')).toEqual({ algorithm: 'adler32', value: '00620062' });
  });

  it.each([undefined, '', '(null)', 'xyz', '00000000', '123456789'])('%s are no checksum', (digits) => {
    expect(printedChecksum('adler32', digits)).toBeUndefined();
  });
});
