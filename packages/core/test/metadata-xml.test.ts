import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMetadata, readSkipped, writeMetadata, writeSkipped } from '../src/xml.ts';
import { name } from './xml/names.ts';

const header = `<?xml version="1.0" encoding="UTF-8" standalone="no" ?>
<!-- Edited By POOL -->
<!DOCTYPE POOLFILECATALOG SYSTEM "InMemory">
`;

describe('writeMetadata', () => {
  it('writes the log first, with placeholders until its tarball exists', () => {
    const log = { guid: 'LOG', lfn: 'job.log.tgz' };
    const output = {
      guid: 'OUT',
      lfn: 'hits.root',
      sizeBytes: 1234,
      checksum: { algorithm: 'adler32', value: '0a1b2c3d' },
    } as const;
    expect(writeMetadata({ log, files: [output] })).toBe(`${header}<POOLFILECATALOG>
  <File ID="LOG">
    <logical>
      <lfn name="job.log.tgz"/>
    </logical>
    <metadata att_name="surl" att_value="LOG-surltobeset"/>
    <metadata att_name="fsize" att_value=""/>
    <metadata att_name="csumtypetobeset" att_value=""/>
  </File>
  <File ID="OUT">
    <logical>
      <lfn name="hits.root"/>
    </logical>
    <metadata att_name="surl" att_value="OUT-surltobeset"/>
    <metadata att_name="fsize" att_value="1234"/>
    <metadata att_name="adler32" att_value="0a1b2c3d"/>
  </File>
</POOLFILECATALOG>
`);
  });

  it('writes md5sum for an md5, nothing for a crc32c, and the surl that is known', () => {
    const md5 = '0123456789abcdef0123456789abcdef';
    const text = writeMetadata({
      files: [
        { guid: 'A', lfn: 'a', surl: 'srm://h.example/a&b', checksum: { algorithm: 'md5', value: md5 } },
        { guid: 'B', lfn: 'b', checksum: { algorithm: 'crc32c', value: '01020304' } },
      ],
      unknownSurls: 'left-out',
    });
    expect(text.match(/<metadata .*/g)).toEqual([
      '<metadata att_name="surl" att_value="srm://h.example/a&amp;b"/>',
      `<metadata att_name="md5sum" att_value="${md5}"/>`,
    ]);
  });

  it.each([
    ['report.xml', 'XML'],
    ['report.dat', 'Additional'],
  ])('gives the further file %s placeholders that end in %s', (lfn, suffix) => {
    const text = writeMetadata({ files: [], additional: { guid: 'X', lfn } });
    expect(text).toContain(`<metadata att_name="fsize${suffix}" att_value=""/>`);
    expect(text).toContain(`<metadata att_name="csumtypetobeset${suffix}" att_value=""/>`);
    expect(readMetadata(text)).toEqual([{ guid: 'X', lfn }]);
  });

  it('appends skipped inputs as bare entries', () => {
    const skipped = [{ guid: 'S', lfn: 'input.root' }];
    const text = writeMetadata({ files: [], skipped });
    expect(text).toBe(`${header}<POOLFILECATALOG>\n${writeSkipped(skipped)}</POOLFILECATALOG>\n`);
    expect(readMetadata(text)).toEqual(skipped);
  });
});

describe('readMetadata', () => {
  it('brings back every file that was written', () => {
    const hex = fc.integer({ min: 1, max: 0xff_ff_ff_ff }).map((sum) => sum.toString(16).padStart(8, '0'));
    const file = fc.record(
      {
        guid: name,
        lfn: name,
        surl: name.filter((surl) => !surl.endsWith('-surltobeset')),
        sizeBytes: fc.nat({ max: 2 ** 49 }),
        checksum: hex.map((value) => ({ algorithm: 'adler32' as const, value })),
      },
      { requiredKeys: ['guid', 'lfn'] },
    );
    fc.assert(
      fc.property(fc.array(file, { maxLength: 4 }), file, (files, log) => {
        expect(readMetadata(writeMetadata({ log, files }))).toEqual([log, ...files]);
      }),
    );
  });

  it.each([
    ['<File ID="A"><logical/></File>', '<File> has no lfn'],
    [
      '<File ID="A"><logical><lfn name="a"/></logical><metadata att_name="fsize" att_value="big"/></File>',
      'fsize "big" is no size',
    ],
    [
      '<File ID="A"><logical><lfn name="a"/></logical><metadata att_name="adler32" att_value="xyz"/></File>',
      '"xyz" is no checksum',
    ],
    ['<File ID="A"><logical><lfn name="a"/></logical><metadata att_value="1"/></File>', '<metadata> has no att_name'],
  ])('refuses %s', (file, problem) => {
    expect(() => readMetadata(`<POOLFILECATALOG>\n${file}</POOLFILECATALOG>`)).toThrow(`metadata, line 2: ${problem}`);
  });
});

describe('skipped.xml', () => {
  it('is fragments without a root', () => {
    expect(writeSkipped([{ guid: 'S', lfn: 'a&b' }])).toBe(
      '  <File ID="S">\n    <logical>\n      <lfn name="a&amp;b"/>\n    </logical>\n  </File>\n',
    );
  });

  it('reads back, one writing after another', () => {
    const one = { guid: 'S', lfn: 'a' };
    const other = { guid: 'T', lfn: 'b' };
    expect(readSkipped(writeSkipped([one]) + writeSkipped([other]))).toEqual([one, other]);
    expect(readSkipped('')).toEqual([]);
  });

  it('cannot end the root that it is read in', () => {
    expect(() => readSkipped('</POOLFILECATALOG><POOLFILECATALOG>')).toThrow('skipped.xml, line 1: ');
  });
});
