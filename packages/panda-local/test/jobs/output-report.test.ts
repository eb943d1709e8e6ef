import { expect, it } from 'vitest';
import { parseOutputReport } from '../../src/jobs/output-report.ts';

const inputs = new Set(['in.1']);
const parse = (report: unknown) =>
  parseOutputReport(typeof report === 'string' ? report : JSON.stringify(report), inputs);
const good = { guid: 'g', fsize: 5, adler32: '01020304' };

it.each<[string, unknown]>([
  ['nothing', ''],
  ['no JSON', '<POOLFILECATALOG/>'],
  ['a list', []],
  ['null', 'null'],
  ['a file that is text', { a: 'x' }],
  ['a file without a guid', { a: { ...good, guid: undefined } }],
  ['a file without a size', { a: { ...good, fsize: undefined } }],
  ['a size that is no number', { a: { ...good, fsize: 'big' } }],
  ['a file without a checksum', { a: { ...good, adler32: undefined } }],
  ['an input without a guid', { 'in.1': {} }],
])('%s is no report', (_, report) => {
  expect(parse(report)).toBeUndefined();
});

it('reads what the pilot says of its files', () => {
  const report = {
    a: { ...good, md5sum: 'f'.repeat(32), surl: 'root://se//a', endpoint: 'SE' },
    b: { guid: 'h', fsize: '7', md5sum: 'e'.repeat(32), full_lfn: 'long.b' },
    'in.1': { guid: 'i' },
  };
  expect(parse(report)).toEqual([
    { lfn: 'a', guid: 'g', sizeBytes: 5, checksum: 'ad:01020304', surl: 'root://se//a', endpoint: 'SE' },
    { lfn: 'long.b', guid: 'h', sizeBytes: 7, checksum: `md5:${'e'.repeat(32)}` },
    { lfn: 'in.1', guid: 'i' },
  ]);
});
