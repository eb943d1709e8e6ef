import { describe, expect, it } from 'vitest';
import { judgeScratch, readReport } from '../../../src/doctor/checks/scratch.ts';

const good = [
  'made',
  'executes',
  'space 50000000',
  'files 2000000',
  'written 33554432 bytes (34 MB, 32 MiB) copied, 0.0671 s, 500 MB/s',
].join('\n');
const levels = (stdout: string, wanted = 0, stderr = ''): readonly string[] =>
  judgeScratch('/w', readReport(stdout, stderr), wanted).map(({ level, text }) => `${level} ${text}`);

describe('the work directory', () => {
  it.each([
    ['that is good', good, 0, ['ok /w has 51.2 GB free, 500 MB/s']],
    ['with less than jobs may need', good, 60e9, ['warn /w has 51.2 GB free; the jobs of this pilot may need 60.0 GB']],
    [
      'with hardly anything',
      good.replace('50000000', '1000'),
      0,
      ['fail /w has 0.0 GB free; payloads are ended below 1.1 GB'],
    ],
    ['with few inodes', good.replace('2000000', '7'), 0, [expect.anything(), 'warn /w has room for 7 files only']],
    ['mounted noexec', good.replace('executes\n', ''), 0, [expect.anything(), 'fail no program can be started in /w']],
    ['on a slow file server', good.replace('0.0671 s', '6.71 s'), 0, [expect.anything(), 'warn /w takes only 5 MB/s']],
  ])('%s', (_, stdout, wanted, found) => {
    expect(levels(stdout, wanted)).toEqual(found);
  });

  it('that is full while it is tried has nothing free', () => {
    expect(levels(good, 0, "dd: error writing 'speed': No space left on device")[0]).toMatch(
      /^fail \/w has 0\.0 GB free/,
    );
  });

  it('that takes nothing says why', () => {
    expect(levels('', 0, 'mktemp: failed to create directory: Read-only file system\n')).toEqual([
      'fail /w cannot be written: mktemp: failed to create directory: Read-only file system',
    ]);
  });
});
