import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PilotError, rucioPath } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import { prepare, run, storedNames } from '../../prepared-job.ts';

/** The job's outputs by name; the log is the last. */
function outputs(...names: readonly string[]) {
  return { outFiles: [...names, 'log.tgz'].join(','), scopeOut: names.map(() => 'test').join(',') };
}

async function storedAt(storage: string, name: string): Promise<Buffer> {
  const found = await readdir(storage, { recursive: true, withFileTypes: true });
  const entry = found.find((one) => one.name === name);
  return readFile(join(entry?.parentPath ?? '', name));
}

/** Which file on the disk stands behind each name but the log's: a name that was stored again has another. */
async function inodes(storage: string): Promise<Readonly<Record<string, number>>> {
  const found = await readdir(storage, { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile() && entry.name !== 'log.tgz');
  const pairs = files.map(async ({ name, parentPath }) => [name, (await stat(join(parentPath, name))).ino] as const);
  return Object.fromEntries(await Promise.all(pairs));
}

describe('stage-out', () => {
  it('tries every output though others cannot be stored', async () => {
    const job = outputs('missing', 'link', 'empty', 'shared', 'good', 'optional');
    const script = 'echo x > good; : > empty; ln -s good link; echo y > other; ln other shared';
    const { directory, storage } = await prepare(script, { job: { ...job, allowNoOutput: 'optional' } });
    const { report } = await run(directory);
    expect(report).toMatchObject({
      state: 'failed',
      error: { name: 'MISSING_OUTPUT_FILE' },
      outputs: [{ lfn: 'good' }],
    });
    expect(await storedNames(storage)).toEqual(['good', 'in.root', 'log.tgz']);
  });

  it('stores no output when the credential will not do, and tries the log', async () => {
    const { directory, storage } = await prepare('echo x > out.root');
    const short = new PilotError('PROXY_TOO_SHORT', 'half an hour left');
    const { report } = await run(directory, { checkCredential: () => Promise.reject(short) });
    expect(report).toMatchObject({ state: 'failed', error: { code: 1382 }, outputs: [], log: { lfn: 'log.tgz' } });
    expect(await storedNames(storage)).toEqual(['in.root', 'log.tgz']);
  });

  it('does without outputs that may be missing', async () => {
    const job = outputs('good', 'optional', 'regex|^never$');
    const { directory } = await prepare('echo x > good', { job: { ...job, allowNoOutput: 'optional,regex|^never$' } });
    const { report } = await run(directory);
    expect(report).toMatchObject({ state: 'finished', outputs: [{ lfn: 'good' }] });
  });

  it('stores what the payload has made of an output: all names that match, and numbered parts', async ({ expect }) => {
    const job = outputs('regex|^hist_[0-9]+[.]root$', 'n', 'regex|in.root|payload');
    const script =
      'for i in 1 2; do echo $i > hist_$i.root; echo $i > n._$i; done; echo z > hist_.root; echo z > m_in.root';
    const { directory, storage } = await prepare(script, { job });
    const { report } = await run(directory);
    expect(report.state).toBe('finished');
    const names = ['hist_1.root', 'hist_2.root', 'm_in.root', 'n._1', 'n._2'];
    expect(report.outputs.map(({ lfn, scope }) => [lfn, scope])).toEqual(
      expect.arrayContaining(names.map((name) => [name, 'test'])),
    );
    expect(new Set(report.outputs.map(({ guid }) => guid)).size).toBe(names.length);
    expect(await storedNames(storage)).toEqual([...names, 'in.root', 'log.tgz'].toSorted());
  });

  it('never stands still for a pattern', async () => {
    const job = outputs('regex|^(a+)+$', 'good');
    const { directory } = await prepare('echo x > good; echo x > "$(printf %0200d 0 | tr 0 a)b"', { job });
    const { report } = await run(directory);
    expect(report).toMatchObject({
      state: 'failed',
      error: { name: 'BAD_OUTPUT_FILE_NAME' },
      outputs: [{ lfn: 'good' }],
    });
  });

  it('stores nothing of a directory that stands in for the work directory', async () => {
    const script = 'D=$PWD; mkdir ../other; echo x > ../other/out.root; cd ..; rm -r "$D"; ln -s other "$D"';
    const { directory, storage } = await prepare(script);
    const { report } = await run(directory);
    expect(report).toMatchObject({ state: 'failed', error: { name: 'FILE_HANDLING_FAILURE' }, outputs: [] });
    expect(await storedNames(storage)).not.toContain('out.root');
  });

  it.each([
    [{ params: { allow_altstageout: true } }, {}, 'ALT'],
    [{}, { altStageOut: 'on' }, 'ALT'],
    [{}, {}, undefined],
    [{ params: { allow_altstageout: true } }, { altStageOut: 'off' }, undefined],
  ])('goes to another storage where queue and job want that: %j, %j', async (queue, wish, endpoint) => {
    const queuedata = (storage: string) => ({
      ...queue,
      se: `file://${storage}/full,file://${storage}/free^ALT`,
      seprodpath: '/rucio',
    });
    const job = { ...wish, inFiles: '', scopeIn: '', GUID: '', fsize: '', checksum: '', ddmEndPointOut: 'OWN,OWN' };
    const { directory, storage } = await prepare('echo x > out.root', { job, queuedata });
    await mkdir(join(storage, 'free'));
    await writeFile(join(storage, 'full'), 'no directory');
    const { report } = await run(directory);
    const stored =
      endpoint === undefined ? [] : [{ lfn: 'out.root', endpoint, surl: expect.stringContaining('/free/') }];
    expect(report).toMatchObject({ state: endpoint === undefined ? 'failed' : 'finished', outputs: stored });
  });

  it('takes elsewhere only those that are refused', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const queuedata = (storage: string) => ({
      params: { allow_altstageout: true },
      se: `file://${storage}/own,file://${storage}/other^ALT`,
      seprodpath: '/rucio',
    });
    const job = { ...outputs(...names), inFiles: '', scopeIn: '', GUID: '', fsize: '', checksum: '' };
    const { directory, storage } = await prepare(`for i in ${names.join(' ')}; do echo $i > $i; done`, {
      job,
      queuedata,
    });
    for (const name of ['b', 'd']) {
      const inTheWay = dirname(join(storage, 'own', rucioPath('test', name)));
      await mkdir(dirname(inTheWay), { recursive: true });
      await writeFile(inTheWay, 'no directory');
    }
    const { report } = await run(directory);
    expect(report.state).toBe('finished');
    const place = ({ surl }: { readonly surl: string }): string => (surl.includes('/other/') ? 'other' : 'own');
    expect(Object.fromEntries(report.outputs.map((output) => [output.lfn, place(output)]))).toEqual({
      a: 'own',
      b: 'other',
      c: 'own',
      d: 'other',
      e: 'own',
    });
  });

  const zip = '<ZIP_MAP>all.zip:part_[0-9],in.root,none</ZIP_MAP>';
  const zipped = { ...outputs('all.zip', 'part_1', 'part_2', 'alone'), jobPars: zip };

  it('puts outputs and inputs into the archive that the job wants, and tells of each', async ({ expect }) => {
    const { directory, storage } = await prepare('for i in part_1 part_2 alone; do echo $i > $i; done', {
      job: zipped,
    });
    const { report } = await run(directory);
    expect(report.state).toBe('finished');
    expect(await storedNames(storage)).toEqual(['all.zip', 'alone', 'in.root', 'log.tgz']);
    const members = report.outputs.filter(({ lfn }) => lfn.startsWith('part_'));
    expect(members).toMatchObject([
      {
        lfn: 'part_1',
        sizeBytes: 7,
        checksum: expect.stringMatching(/^ad:/),
        surl: expect.stringMatching(/all[.]zip[?]xrdcl[.]unzip=part_1$/),
      },
      { lfn: 'part_2', sizeBytes: 7 },
    ]);
    const archive = join(directory.root, 'copy.zip');
    writeFileSync(archive, await storedAt(storage, 'all.zip'));
    const listing = `import zipfile, sys; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None
for i in z.infolist(): print(i.filename, i.file_size, i.compress_type, z.read(i).decode().strip())`;
    const said = execFileSync('python3', ['-c', listing, archive], { encoding: 'utf8' });
    expect(said.trim().split('\n')).toEqual(['part_1 7 0 part_1', 'part_2 7 0 part_2', 'in.root 3 0 abc']);
  });

  it('keeps out of the log what was found by a pattern and lies in an archive, stored then or before a crash', async () => {
    const job = { ...outputs('all.zip', 'regex|^part_'), jobPars: '<ZIP_MAP>all.zip:part_[0-9]</ZIP_MAP>' };
    const { directory, storage } = await prepare('for i in part_1 part_2 story; do echo $i > $i; done', { job });
    const inLog = async (): Promise<readonly string[]> => {
      expect((await run(directory)).report.state).toBe('finished');
      const names = execFileSync('tar', ['-tz'], { encoding: 'utf8', input: await storedAt(storage, 'log.tgz') });
      return names.split('\n').flatMap((name) => /(part_\d|story)$/.exec(name)?.[1] ?? []);
    };
    expect(await inLog()).toEqual(['story']);
    const lines = readFileSync(directory.journal, 'utf8').trimEnd().split('\n');
    const before = lines.slice(
      0,
      lines.findIndex((line) => line.includes('log-stored')),
    );
    writeFileSync(directory.journal, `${before.join('\n')}\n`);
    expect(await inLog()).toEqual(['story']);
  });

  it('does not store what an archive lacks a part of, and stores the rest', async () => {
    const { directory, storage } = await prepare('echo x > part_1; echo x > alone', { job: zipped });
    const { report } = await run(directory);
    expect(report).toMatchObject({
      state: 'failed',
      error: { name: 'MISSING_OUTPUT_FILE' },
      outputs: [{ lfn: 'alone' }],
    });
    expect(await storedNames(storage)).toEqual(['alone', 'in.root', 'log.tgz']);
  });

  it('repeats nothing after a crash, wherever it was', async () => {
    const job = { ...outputs('all.zip', 'regex|^part_', 'alone'), jobPars: '<ZIP_MAP>all.zip:part_1</ZIP_MAP>' };
    const { directory, storage } = await prepare('for i in part_1 part_2 alone; do echo $i > $i; done', { job });
    const { report: whole } = await run(directory);
    const before = await inodes(storage);
    const lines = readFileSync(directory.journal, 'utf8').trimEnd().split('\n');
    const ended = lines.findIndex((line) => line.includes('payload-ended'));
    const sorted = (files: typeof whole.outputs) => files.toSorted((one, other) => one.lfn.localeCompare(other.lfn));
    for (let kept = ended + 1; kept <= lines.length; kept += 1) {
      writeFileSync(directory.journal, `${lines.slice(0, kept).join('\n')}\n`);
      rmSync(directory.report, { force: true });
      const { report } = await run(directory);
      expect(report.state).toBe('finished');
      expect(sorted(report.outputs)).toEqual(sorted(whole.outputs));
      expect(await inodes(storage)).toEqual(before);
    }
  });
});
