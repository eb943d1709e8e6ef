import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { addEventStatus, eventStatusEntries, readEventStatus } from '../../src/harvester/event-status.ts';

const stored = (lfn: string, surl: string) => ({ lfn, surl, guid: 'ABC', sizeBytes: 12, checksum: 'ad:0badcafe' });

describe('eventStatusEntries', () => {
  it('lists what lies on a disk: the log first, without the letters of the checksum', () =>
    expect(
      eventStatusEntries({
        log: stored('log.tgz', 'file:///h/log%20file.tgz'),
        outputs: [
          stored('out.root', '/h/out.root'),
          stored('far.root', 'root://host//far.root'),
          stored('odd', 'file://h/x'),
          stored('within', 'file:///h/all.zip?xrdcl.unzip=within'),
        ],
      }),
    ).toEqual([
      { type: 'log', path: '/h/log file.tgz', guid: 'ABC', fsize: 12, chksum: '0badcafe' },
      { type: 'output', path: '/h/out.root', guid: 'ABC', fsize: 12, chksum: '0badcafe' },
    ]));
});

describe('addEventStatus', () => {
  it('keeps the jobs that Harvester has not taken yet', async () => {
    const path = join(await tempDir(), 'event_status.dump.json');
    expect(await readEventStatus(path)).toBeUndefined();
    await addEventStatus(path, { pandaId: 1, entries: [{ type: 'log', path: '/a' }] });
    await addEventStatus(path, { pandaId: 2, entries: [{ type: 'log', path: '/b' }] });
    expect(await readEventStatus(path)).toEqual({ 1: [{ type: 'log', path: '/a' }], 2: [{ type: 'log', path: '/b' }] });
  });

  it.each(['', '{"1":', '[]', '{"1": "x"}', '{"1": [{"path": 7}]}'])('replaces %j, which is no list', async (text) => {
    const path = join(await tempDir(), 'event_status.dump.json');
    await writeFile(path, text);
    await addEventStatus(path, { pandaId: 2, entries: [] });
    expect(await readEventStatus(path)).toEqual({ 2: [] });
  });
});
