import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseQueuedata } from '@panda-pilot/core';
import type { StoredFile } from '@panda-pilot/movers-core';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { listForArc } from '../../../src/staging/outputs/arc-output-list.ts';
import type { Assignment } from '../../../src/state/assignment.ts';

const queue = { nickname: 'Q', copytool: 'mv', se: 'srm://se.example.org:8443', seprodpath: '/atlas/rucio' };
const file = { lfn: 'out 1', scope: 'mc23', destinationToken: 'DATADISK', optional: false };
const stored = {
  kind: 'stored',
  lfn: 'out 1',
  copytool: 'mv',
  checksum: { algorithm: 'adler32', value: '0ac60265' },
} as StoredFile;

function assignmentOf(outputDirectory: string | undefined, queuedata: object = queue): Assignment {
  return {
    job: { isAnalysis: false },
    queuedata: parseQueuedata(JSON.stringify(queuedata)),
    settings: outputDirectory === undefined ? {} : { outputDirectory },
  } as Assignment;
}

describe('what ARC is told to upload', () => {
  it('is a line for each file: its name, where it belongs, and what is known of it', async () => {
    const directory = await tempDir();
    listForArc(stored, file, assignmentOf(directory));
    listForArc(stored, file, assignmentOf(directory));
    listForArc({ ...stored, lfn: 'log' }, { lfn: 'log', scope: 'mc23', optional: false }, assignmentOf(directory));
    const [first, second, ...rest] = (await readFile(join(directory, 'output.list'), 'utf8')).split('\n');
    const space = ';autodir=no;spacetoken=DATADISK';
    const known = ':checksumtype=adler32:checksumvalue=0ac60265';
    expect(first).toMatch(/^out\\ 1 srm:\/\/se\.example\.org:8443;[^/]*\/atlas\/rucio\/mc23\/..\/..\/out%201:/);
    expect(first).toContain(`8443${space}/atlas`);
    expect(first?.endsWith(known)).toBe(true);
    expect(second).toMatch(/^log srm:\/\/se\.example\.org:8443\/atlas\/rucio\/mc23\/..\/..\/log:checksumtype=/);
    expect(rest).toEqual(['']);
  });

  it('is nothing where another copytool stored it, where it was stored in place, and where the queue has no such storage', async () => {
    const directory = await tempDir();
    listForArc({ ...stored, copytool: 'cp' }, file, assignmentOf(directory));
    listForArc(stored, file, assignmentOf(undefined));
    listForArc(stored, file, assignmentOf(directory, { nickname: 'Q', copytool: 'mv' }));
    listForArc(stored, file, assignmentOf(directory, { nickname: 'Q', copytool: 'mv', seprodpath: '/mnt/data' }));
    expect(await readdir(directory)).toEqual([]);
  });
});
