import { expect, it } from 'vitest';
import { readRawQueuedata } from '../../src/queuedata/raw-queuedata.ts';

it.each([
  ['a flat object', '{"nickname": "Q", "maxtime": "5"}'],
  ['a map', '{"Q": {"nickname": "Q", "maxtime": "5"}, "P": {}}'],
  ['a text', 'nickname=Q|maxtime=5'],
])('gives the fields of %s as they came', (_kind, text) => {
  expect(readRawQueuedata(text, 'Q')).toEqual({ nickname: 'Q', maxtime: '5' });
});

it('names a queue that does not name itself, and leaves another name alone', () => {
  expect(readRawQueuedata('{"status": "online"}', 'Q')).toEqual({ status: 'online', nickname: 'Q' });
  expect(readRawQueuedata('{"nickname": "None", "name": "P"}', 'Q')).toEqual({ nickname: 'None', name: 'P' });
  expect(readRawQueuedata('status=online')).toEqual({ status: 'online' });
});

it('keeps a field that is called error among others', () => {
  expect(readRawQueuedata('{"nickname": "Q", "error": "x"}')).toEqual({ nickname: 'Q', error: 'x' });
});
