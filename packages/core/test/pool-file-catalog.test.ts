import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPilotError } from '../src/index.ts';
import { catalogLfn, readPoolFileCatalog, writePoolFileCatalog } from '../src/xml.ts';
import { name } from './xml/names.ts';

const payloadCatalog = `<?xml version="1.0" encoding="UTF-8" standalone="no" ?>
<!-- Edited By POOL -->
<!DOCTYPE POOLFILECATALOG SYSTEM "InMemory">
<POOLFILECATALOG>

  <META name="dbid" type="string"/>

  <File ID="2A1F6D5E-0B7C-4C52-9E0E-6F0C5C6B1D11">
    <physical>
      <pfn filetype="ROOT_All" name="hits.pool.root"/>
      <pfn filetype="ROOT_All" name="root://door.example:1094//a?x=1&#038;y=2"/>
    </physical>
    <logical>
      <lfn name="HITS.000001._000042.pool.root.1"/>
    </logical>
    <metadata att_name="origin" att_value="simulation"/>
  </File>

  <File ID="0D4C2E33-7F42-4E9B-B4D1-5A9B8F0E2C22">
    <physical>
      <pfn filetype="ROOT_All" name="ntup.root"/>
    </physical>
    <logical/>
  </File>

</POOLFILECATALOG>
`;

describe('readPoolFileCatalog', () => {
  it('reads what a payload writes, and passes over what it does not know', () => {
    expect(readPoolFileCatalog(payloadCatalog)).toEqual([
      {
        guid: '2A1F6D5E-0B7C-4C52-9E0E-6F0C5C6B1D11',
        pfns: ['hits.pool.root', 'root://door.example:1094//a?x=1&y=2'],
        lfn: 'HITS.000001._000042.pool.root.1',
      },
      { guid: '0D4C2E33-7F42-4E9B-B4D1-5A9B8F0E2C22', pfns: ['ntup.root'] },
    ]);
  });

  it.each([
    ['<outputfiles>\n</outputfiles>', 1, 'the root is <outputfiles>, not <POOLFILECATALOG>'],
    ['<POOLFILECATALOG>\n\n<File/></POOLFILECATALOG>', 3, '<File> has no ID'],
    ['<POOLFILECATALOG>\n<File ID="A"><physical>\n<pfn/></physical></File></POOLFILECATALOG>', 3, '<pfn> has no name'],
    [
      '<POOLFILECATALOG>\n<File ID="A"><logical>\n<lfn name=""/></logical></File></POOLFILECATALOG>',
      3,
      '<lfn> has no name',
    ],
    ['<POOLFILECATALOG>\n<File ID="A">\n</POOLFILECATALOG>', 2, 'tag mismatch'],
  ])('refuses %j and says the line', (text, line, problem) => {
    const error = failure(() => readPoolFileCatalog(text));
    expect(error.code).toBe(1247);
    expect(error.message).toContain(`PoolFileCatalog, line ${line}: `);
    expect(error.message).toContain(problem);
    expect(error.details).toEqual({ line });
  });
});

describe('writePoolFileCatalog', () => {
  it('writes the catalogue that the payload reads', () => {
    expect(writePoolFileCatalog([{ guid: '0F1E2D3C-0000-4A5B-8C7D-112233445566', pfns: ['events_001.root'] }])).toBe(
      `<?xml version="1.0" encoding="UTF-8" standalone="no" ?>
<!-- Edited By POOL -->
<!DOCTYPE POOLFILECATALOG SYSTEM "InMemory">
<POOLFILECATALOG>
  <File ID="0F1E2D3C-0000-4A5B-8C7D-112233445566">
    <physical>
      <pfn filetype="ROOT_All" name="events_001.root"/>
    </physical>
    <logical/>
  </File>
</POOLFILECATALOG>
`,
    );
  });

  it('writes the TURL variant with logical names', () => {
    const text = writePoolFileCatalog([{ guid: 'A', pfns: ['root://door.example//a&b'], lfn: 'a' }]);
    expect(text).toContain('<pfn filetype="ROOT_All" name="root://door.example//a&amp;b"/>');
    expect(text).toContain('    <logical>\n      <lfn name="a"/>\n    </logical>\n');
  });

  it('writes the catalogue of outputs without logical', () => {
    const text = writePoolFileCatalog([{ guid: 'A', pfns: ['out.root'], lfn: 'out.root' }], 'output');
    expect(text).not.toContain('logical');
    expect(readPoolFileCatalog(text)).toEqual([{ guid: 'A', pfns: ['out.root'] }]);
  });

  it('closes the root of an empty catalogue with a tag', () => {
    expect(writePoolFileCatalog([])).toMatch(/<POOLFILECATALOG>\n<\/POOLFILECATALOG>\n$/);
    expect(readPoolFileCatalog(writePoolFileCatalog([]))).toEqual([]);
  });

  it('brings back every name that it takes', () => {
    const file = fc.record(
      { guid: name, pfns: fc.array(name, { maxLength: 3 }), lfn: name },
      { requiredKeys: ['guid', 'pfns'] },
    );
    fc.assert(
      fc.property(fc.array(file, { maxLength: 5 }), (files) => {
        expect(readPoolFileCatalog(writePoolFileCatalog(files))).toEqual(files);
      }),
    );
  });

  it.each(['a\u0000b', 'a\nb', 'a\tb', '\u0007', '\u007F', '\u009B31m', '\uD800', 'a\uFFFE'])(
    'refuses the name %j',
    (bad) => {
      for (const file of [
        { guid: bad, pfns: [] },
        { guid: 'A', pfns: [bad] },
        { guid: 'A', pfns: [], lfn: bad },
      ]) {
        expect(failure(() => writePoolFileCatalog([file])).message).toMatch(/holds U\+[0-9A-F]{4}$/);
      }
    },
  );
});

describe('catalogLfn', () => {
  it.each([
    ['/w/data.root', 'data.root'],
    ['mc12:EVNT.01.root', 'EVNT.01.root'],
    ['root://d.example:1094//x/mc12:EVNT.01.root__DQ2-1234567890', 'EVNT.01.root'],
    ['plain', 'plain'],
  ])('of %s is %s', (turl, lfn) => {
    expect(catalogLfn(turl)).toBe(lfn);
  });
});

function failure(call: () => unknown) {
  try {
    call();
  } catch (error) {
    if (isPilotError(error, 'BAD_XML')) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
