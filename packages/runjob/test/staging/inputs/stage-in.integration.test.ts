import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { rucioPath } from '@panda-pilot/core';
import { ownSuffix } from '@panda-pilot/lease';
import { type Mover, MoverError } from '@panda-pilot/movers-core';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { prepare, run } from '../../prepared-job.ts';

const two = {
  inFiles: 'in.root,tape.root',
  scopeIn: 'test,test',
  GUID: 'AAAA,BBBB',
  fsize: '3,3',
  checksum: 'NULL,NULL',
};

/** A storage whose files with `tape` in their names are on tape. */
const withTape = (mover: Mover): Mover => ({
  ...mover,
  get: async (source, destination, options) => {
    if (source.pathname.includes('tape')) throw new MoverError('on tape', { kind: 'offline', file: source.href });
    return mover.get(source, destination, options);
  },
});

/** A storage that says so when it is asked, and else would fetch them for as long as that takes. */
const asked = (mover: Mover): Mover => ({
  ...mover,
  locality: async (url) => (url.pathname.includes('tape') ? 'nearline' : 'online'),
});

async function withBoth(job: Readonly<Record<string, string>>) {
  const prepared = await prepare(
    'cat in.root > out.root; cp skipped.xml PoolFileCatalog.xml ..; echo "$@" > ../words; cp names ../names',
    { job },
  );
  const place = join(prepared.storage, rucioPath('test', 'tape.root'));
  await mkdir(dirname(place), { recursive: true });
  await writeFile(place, 'xyz');
  return prepared;
}

describe('stage-in', () => {
  it.each([
    ['refuses', withTape],
    ['knows', asked],
  ])('lets a user do without what is on tape, as its storage %s, and tells payload and server', async (_, change) => {
    const { directory } = await withBoth({
      ...two,
      prodSourceLabel: 'user',
      jobPars: `-i "['in.root', 'tape.root']" --in=tape.root,in.root`,
      writeToFile: 'names:in.root,tape.root',
    });
    const { report } = await run(directory, { change });
    expect(report).toMatchObject({ state: 'finished', skippedInputs: [{ lfn: 'tape.root', guid: 'BBBB' }] });
    const read = (name: string) => readFile(join(directory.root, name), 'utf8');
    expect(await read('skipped.xml')).toContain('<lfn name="tape.root"/>');
    const catalog = await read('PoolFileCatalog.xml');
    expect(catalog).toContain('in.root');
    expect(catalog).not.toContain('tape.root');
    expect(await read('words')).toBe("-i ['in.root'] --in=in.root\n");
    expect(await read('names')).toBe('in.root\n');
  });

  it('lets production do without nothing, and wait for tapes', async () => {
    const refusing = await run((await withBoth(two)).directory, { change: withTape });
    expect(refusing.report).toMatchObject({ state: 'failed', error: { code: 1324 } });
    const patient = await run((await withBoth(two)).directory, { change: asked });
    expect(patient.report).toMatchObject({ inputs: [{ lfn: 'in.root' }, { lfn: 'tape.root' }] });
  });

  it('begins with what an earlier life of the job has whole, not with what it was killed over', async () => {
    const { directory } = await prepare('ls -A | grep panda > ../remains; cat in.root > out.root');
    await mkdir(join(directory.staging, '.panda-xrdcp-aB3dEf'));
    await writeFile(join(directory.staging, '.panda-xrdcp-aB3dEf', 'in.root'), 'a');
    await writeFile(join(directory.staging, `in.root${ownSuffix()}.part`), 'ab');
    const { report } = await run(directory);
    expect(report).toMatchObject({ state: 'finished', inputs: [{ lfn: 'in.root' }] });
    expect(await readFile(join(directory.root, 'remains'), 'utf8')).toBe('');
  });

  it('copies no database release that the site has: it is given one that points there', async () => {
    const lfn = 'DBRelease-1.2.3.tar.gz';
    const area = await tempDir();
    await mkdir(join(area, 'database/DBRelease/1.2.3'), { recursive: true });
    const job = { ...two, inFiles: `in.root,${lfn}` };
    const { directory } = await prepare(`tar xzf ${lfn} && cp DBRelease/current/setup.py out.root`, { job });
    const { report } = await run(directory, { env: { VO_ATLAS_SW_DIR: area } });
    expect(report).toMatchObject({ state: 'finished', inputs: [{ lfn: 'in.root' }, { lfn }] });
    expect(await readFile(join(directory.work, 'out.root'), 'utf8')).toContain(`${area}/database/DBRelease/1.2.3`);
  });
});
