import { readdirSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ownTmpdir, tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { makeLogTarball } from '../../src/log/log-tarball.ts';
import { jobLog } from '../../src/readable-log/job-log.ts';
import { tarballLog } from '../../src/readable-log/tarball-log.ts';
import { masksFor } from '../../src/secrets/masks.ts';
import { jobDirectory } from '../../src/state/workdir.ts';
import { allOf } from './all-of.ts';

const json = (time: number, facts: object): string => `${JSON.stringify({ level: 40, time, jobId: 7, ...facts })}\n`;
const everything = { payload: true, pilot: true };
const leftovers = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('panda-pilot-logs-'));

describe('tarballLog', () => {
  it('tells what the directory of the job told when it was packed', async () => {
    await ownTmpdir();
    const site = await tree({
      'pilot.log': json(1000, { msg: 'job taken' }),
      'PandaJob_7/runjob.log': json(4000, { process: 'runjob', msg: 'payload started' }),
      'PandaJob_7/journal.jsonl': '{"at":"1970-01-01T00:00:07.000Z","event":"payload-ended"}\n',
      'PandaJob_7/samples.jsonl': '{"at":"1970-01-01T00:00:05.000Z","streams":{"payload.stdout":8}}\n',
      'PandaJob_7/work/payload.stdout': 'event 1\nevent 2\n',
      'PandaJob_7/work/postprocess.stderr': 'swept\n',
    });
    const directory = jobDirectory(join(site, 'PandaJob_7'));
    await mkdir(directory.tarballs);
    const file = join(directory.tarballs, 'log.tgz');
    await makeLogTarball(file, {
      directory,
      pandaId: 7,
      queue: 'Q',
      without: [],
      masks: masksFor(undefined),
      mostFileBytes: 1e6,
    });
    const told = await allOf(jobLog(directory.root, everything));
    expect(told).toHaveLength(5);
    expect(await allOf(tarballLog(file, everything))).toEqual(told);
    expect(await allOf(tarballLog(file, { payload: false, pilot: true }))).toHaveLength(2);
    expect(leftovers()).toEqual([]);
  });

  it('refuses what is no tarball, and leaves nothing', async () => {
    await ownTmpdir();
    const directory = await tempDir();
    const garbage = join(directory, 'garbage.tgz');
    const other = join(directory, 'other.tgz');
    writeFileSync(garbage, 'x');
    writeFileSync(other, gzipSync('no archive at all'));
    for (const file of [garbage, join(directory, 'absent.tgz')]) {
      await expect(allOf(tarballLog(file, everything))).rejects.toThrow(/./);
    }
    expect(await allOf(tarballLog(other, everything)).catch(() => [])).toEqual([]);
    expect(leftovers()).toEqual([]);
  });
});
