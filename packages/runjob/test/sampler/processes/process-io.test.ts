import { expect, it } from 'vitest';
import { ioOf } from '../../../src/sampler/processes/process-io.ts';

it('reads what was read and written', () => {
  const text = 'rchar: 1\nwchar: 2\nsyscr: 8\nsyscw: 9\nread_bytes: 3\nwrite_bytes: 4\ncancelled_write_bytes: 5\n';
  expect(ioOf(text)).toEqual({ readChars: 1, writtenChars: 2, readBytes: 3, writtenBytes: 4 });
  expect(ioOf('')).toEqual({ readChars: 0, writtenChars: 0, readBytes: 0, writtenBytes: 0 });
});
