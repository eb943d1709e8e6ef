import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownTmpdir, tempDir, tree } from '@panda-pilot/testkit';
import { create } from 'tar';
import { describe, expect, it } from 'vitest';
import { readTarball, readUnpackedLog } from '../../src/evidence/read-tarball.ts';
import { failedJob } from '../a-job.ts';

const { 'work/payload.stdout': out, 'work/payload.stderr': err, ...pilotFiles } = failedJob;

async function tarballOf(
  files: Readonly<Record<string, string>>,
  spoil?: (root: string) => Promise<void>,
): Promise<string> {
  const root = await tree(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`tarball_PandaJob_7_Q/${name}`, text])),
  );
  await spoil?.(join(root, 'tarball_PandaJob_7_Q'));
  const path = join(await tempDir(), 'log.tgz');
  await create({ file: path, cwd: root, gzip: true, portable: true }, ['tarball_PandaJob_7_Q']);
  return path;
}

const packed = {
  ...Object.fromEntries(Object.entries(pilotFiles).map(([name, text]) => [`pilot/${name}`, text])),
  'pilot/pilotlog.txt':
    '2026-11-22 12:00:00.100  pilot        7  WARNING: job accepted\n2026-11-22 12:00:03.000  runjob       7  staged in\n',
  'work/payload.stdout': out,
  'work/payload.stderr': err,
};

describe('readTarball', () => {
  it('reads the log that a job has stored, with what the agent wrote of it', async () => {
    const evidence = await readTarball(await tarballOf(packed));
    expect(evidence).toMatchObject({ pandaId: 7, defects: [], running: false });
    expect([evidence.journal.length, evidence.steps.length, evidence.samples.length]).toEqual([6, 4, 3]);
    expect(evidence.log.lines[0]).toMatchObject({ source: 'pilot', level: 'warn', text: 'job accepted' });
    expect(evidence.log.lines.filter(({ source }) => source === 'payload')).toHaveLength(2);
  });

  it('reads one that was unpacked, and follows no link of it', async () => {
    const root = await tree(packed);
    await symlink('/etc/passwd', join(root, 'work/payload_2.stdout'));
    const { log, ...evidence } = await readUnpackedLog(root);
    const { log: inTarball, ...same } = await readTarball(await tarballOf(packed));
    expect({ ...evidence, origin: undefined }).toEqual({ ...same, origin: undefined });
    expect(log).toEqual(inTarball);
    expect(evidence.origin).toEqual({ kind: 'log tarball', path: root });
  });

  it('unpacks nothing that a payload has put there, and leaves nothing', async () => {
    await ownTmpdir();
    const path = await tarballOf(packed, async (root) => {
      await symlink('/etc/passwd', join(root, 'work/payload_2.stdout'));
      await mkdir(join(root, 'work/pilot'));
      await writeFile(join(root, 'work/pilot/journal.jsonl'), '{}');
    });
    const { journal, log } = await readTarball(path);
    expect(journal).toHaveLength(6);
    expect(log.lines.some(({ text }) => text.includes('root:'))).toBe(false);
    expect((await readdir(tmpdir())).filter((name) => name.startsWith('panda-pilot-report-'))).toEqual([]);
  });

  it('refuses what is no tarball, or none of ours', async () => {
    const root = await tree({ 'a.tgz': 'no gzip' });
    await expect(readTarball(join(root, 'a.tgz'))).rejects.toThrow('a.tgz cannot be unpacked: ');
    await expect(readTarball(await tarballOf({ 'work/a.txt': 'x' }))).rejects.toThrow('is no log tarball of a job');
  });
});
