import { expect, it } from 'vitest';
import { parseFaultWord } from '../../src/cli/fault-word.ts';

it.each<[string, unknown]>([
  ['hang', 'hang'],
  ['cut', 'cut'],
  ['cut:middle', { kind: 'cut', at: 'middle' }],
  ['database-error', 'database-error'],
  ['http:502', { kind: 'http', status: 502 }],
  ['slow:10', { kind: 'slow', bytesPerSecond: 10 }],
  ['after', { kind: 'after' }],
  ['after:hang', { kind: 'after', fault: 'hang' }],
  ['after:http:500', { kind: 'after', fault: { kind: 'http', status: 500 } }],
  ['http', undefined],
  ['http:5', undefined],
  ['slow:0', undefined],
  ['after:after', undefined],
  ['after:sulk', undefined],
  ['hang:5', undefined],
  ['', undefined],
])('%s', (word, fault) => {
  expect(parseFaultWord(word)).toEqual(fault);
});
