import { describe, expect, it } from 'vitest';
import { contentsOf, readDer } from '../../src/der/der-element.ts';
import { encodeDer } from '../../src/der/encode-der.ts';

describe('encodeDer', () => {
  it.each([0, 1, 127, 128, 255, 256, 65535, 65536, 1_000_000])(
    'writes %i bytes so that they are read back',
    (length) => {
      const half = Buffer.alloc(Math.floor(length / 2), 7);
      const rest = Buffer.alloc(length - half.length, 8);
      expect(Buffer.concat([half, rest]).equals(contentsOf(readDer(encodeDer(0x04, half, rest))))).toBe(true);
    },
  );
});
