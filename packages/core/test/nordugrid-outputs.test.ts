import { expect, it } from 'vitest';
import { writeNordugridOutputs } from '../src/xml.ts';

it('writes the elements in the order that the ARC control tower reads', () => {
  const text = writeNordugridOutputs([
    { surl: 'LOG-surltobeset', guid: 'LOG', lfn: 'job.log.tgz', dataset: 'logs' },
    {
      surl: 'srm://h.example/a&b',
      sizeBytes: 42,
      checksum: { algorithm: 'md5', value: '0123456789abcdef0123456789abcdef' },
      guid: 'OUT',
      lfn: 'a&b',
      dataset: 'user.x',
      modifiedAt: new Date('2026-03-04T05:06:07.890Z'),
    },
  ]);
  expect(text).toBe(`<?xml version="1.0" encoding="UTF-8" standalone="no" ?>
<!-- ATLAS file meta-data catalog -->
<!DOCTYPE POOLFILECATALOG SYSTEM "InMemory">
<outputfiles>
  <file>
    <surl>LOG-surltobeset</surl>
    <size></size>
    <ad32></ad32>
    <guid>LOG</guid>
    <lfn>job.log.tgz</lfn>
    <dataset>logs</dataset>
    <date></date>
  </file>
  <file>
    <surl>srm://h.example/a&amp;b</surl>
    <size>42</size>
    <md5sum>0123456789abcdef0123456789abcdef</md5sum>
    <guid>OUT</guid>
    <lfn>a&amp;b</lfn>
    <dataset>user.x</dataset>
    <date>2026-03-04 05:06:07</date>
  </file>
</outputfiles>
`);
});
