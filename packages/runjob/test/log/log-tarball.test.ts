import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFifo, tempDir, tree } from '@panda-pilot/testkit';
import { extract, list } from 'tar';
import { describe, expect, it } from 'vitest';
import { makeLogTarball } from '../../src/log/log-tarball.ts';
import { masksFor } from '../../src/secrets/masks.ts';
import { jobDirectory } from '../../src/state/workdir.ts';

/** The text of what stands under `name` in the tarball, unpacked by somebody else's tar. */
function textIn(file: string, name: string): string {
  return execFileSync('tar', ['xzOf', file, `tarball_PandaJob_7_MY_QUEUE/${name}`], { encoding: 'utf8' });
}

async function namesIn(file: string): Promise<string[]> {
  const names: string[] = [];
  await list({ file, onReadEntry: (entry) => names.push(entry.path) });
  return names.toSorted();
}

async function directoryWith(files: Record<string, string | Uint8Array>): Promise<ReturnType<typeof jobDirectory>> {
  const root = await tree({ ...files, 'job.json': '{"secrets":"hidden"}', 'runjob.log': '{}\n', 'journal.jsonl': '' });
  const directory = jobDirectory(root);
  await mkdir(directory.work, { recursive: true });
  await mkdir(directory.tarballs);
  return directory;
}

const given = {
  pandaId: 7,
  queue: 'MY/QUEUE',
  without: ['in.root', 'out.root'],
  masks: masksFor(undefined),
  mostFileBytes: 10_000_000,
};

describe('makeLogTarball', () => {
  it('packs what explains the job, and neither inputs, outputs, core dumps nor secrets', async () => {
    const directory = await directoryWith({
      'work/payload.stdout': 'hello',
      'work/in.root': 'x',
      'work/out.root': 'x',
      'work/core.123': 'x',
      'work/sub/core.txt': 'kept',
    });
    const file = join(directory.tarballs, 'log.tgz');
    await makeLogTarball(file, { directory, ...given });
    const prefix = 'tarball_PandaJob_7_MY_QUEUE';
    expect(await namesIn(file)).toEqual([
      `${prefix}/pilot/`,
      `${prefix}/pilot/journal.jsonl`,
      `${prefix}/pilot/left-out.txt`,
      `${prefix}/pilot/pilotlog.txt`,
      `${prefix}/pilot/runjob.log`,
      `${prefix}/work/`,
      `${prefix}/work/payload.stdout`,
      `${prefix}/work/sub/`,
      `${prefix}/work/sub/core.txt`,
    ]);
  });

  it('packs links as links, and neither follows them nor waits for a FIFO', async () => {
    const directory = await directoryWith({ 'work/a': 'x' });
    symlinkSync('/etc/passwd', join(directory.work, 'bait'));
    makeFifo(join(directory.work, 'fifo'));
    const file = join(directory.tarballs, 'log.tgz');
    await makeLogTarball(file, { directory, ...given });
    const types: Record<string, string> = {};
    await list({ file, onReadEntry: (entry) => (types[entry.path.split('/').at(-1) ?? ''] = entry.type) });
    expect(types['bait']).toBe('SymbolicLink');
    expect(types['fifo']).toBeUndefined();
  });

  it('takes along what the agent wrote of the job, in a readable form', async () => {
    const directory = await directoryWith({ 'work/a': 'x' });
    const nested = jobDirectory(join(directory.root, 'PandaJob_7'));
    await mkdir(nested.work, { recursive: true });
    await mkdir(nested.tarballs);
    const of = (jobId: number, msg: string): string => `${JSON.stringify({ level: 30, time: 1, jobId, msg })}\n`;
    writeFileSync(join(directory.root, 'pilot.log'), of(7, 'job over') + of(8, 'another job'));
    const file = join(nested.tarballs, 'log.tgz');
    await makeLogTarball(file, { directory: nested, ...given });
    const out = await tempDir();
    await extract({ file, cwd: out });
    const text = readFileSync(join(out, 'tarball_PandaJob_7_MY_QUEUE/pilot/pilotlog.txt'), 'utf8');
    expect(text).toBe('1970-01-01 00:00:00.001  pilot        7  job over\n');
  });

  it('does without a work directory that the payload has removed', async () => {
    const directory = await directoryWith({ 'work/a': 'x' });
    await rm(directory.work, { recursive: true });
    const file = join(directory.tarballs, 'log.tgz');
    await makeLogTarball(file, { directory, ...given });
    expect(await namesIn(file)).toContain('tarball_PandaJob_7_MY_QUEUE/pilot/runjob.log');
  });

  it('says what is missing: data, installed software, what nobody may read, the middle of what is too large', async () => {
    const directory = await directoryWith({
      'work/payload.stdout': `begin${'x'.repeat(300_000)}end`,
      'work/venv/pyvenv.cfg': '',
      'work/venv/lib/large.py': '',
      'work/deep/er/histograms.root': '',
      'work/deep/er/log.txt': 'kept',
      'work/closed': 'secret',
    });
    const { uid } = statSync(directory.work);
    // A file that may not be read: closed to an ordinary account, a FIFO to root, who may read everything.
    if (uid === 0) rmSync(join(directory.work, 'closed'));
    if (uid === 0) makeFifo(join(directory.work, 'closed'));
    else chmodSync(join(directory.work, 'closed'), 0);
    const file = join(directory.tarballs, 'log.tgz');
    await makeLogTarball(file, { directory, ...given, mostFileBytes: 100_000 });
    const text = textIn(file, 'pilot/left-out.txt');
    const top = 'tarball_PandaJob_7_MY_QUEUE/work';
    expect(text).toContain(`installed software (1): ${top}/venv\n`);
    expect(text).toContain(`data file (1): ${top}/deep/er/histograms.root\n`);
    expect(text).toMatch(/^(could not be read|FIFO, socket or device) \(1\): \S+closed$/m);
    expect(text).toContain(`only its beginning and its end (1): ${top}/payload.stdout (300008 bytes)\n`);
    const stdout = textIn(file, 'work/payload.stdout');
    expect(stdout).toMatch(/^beginx+end$/);
    expect(stdout).toHaveLength(100_000);
    expect(textIn(file, 'work/deep/er/log.txt')).toBe('kept');
    expect(await namesIn(file)).not.toContain(`${top}/venv/`);
  });

  it('keeps names of any length and any letters, and every byte', async () => {
    const name = `${'ä'.repeat(90)}/${'long '.repeat(40)}`;
    const bytes = randomBytes(5_000_001);
    const directory = await directoryWith({ [`work/${name}`]: 'x', 'work/bytes': bytes });
    const file = join(directory.tarballs, 'log.tgz');
    await makeLogTarball(file, { directory, ...given });
    const out = await tempDir();
    execFileSync('tar', ['xzf', file, '-C', out]);
    expect(readFileSync(join(out, 'tarball_PandaJob_7_MY_QUEUE/work', name), 'utf8')).toBe('x');
    expect(readFileSync(join(out, 'tarball_PandaJob_7_MY_QUEUE/work/bytes')).equals(bytes)).toBe(true);
  });

  it('packs a link in the place of the work directory as a link', async () => {
    const directory = await directoryWith({ 'work/a': 'x' });
    await rm(directory.work, { recursive: true });
    symlinkSync('/etc', directory.work);
    const file = join(directory.tarballs, 'log.tgz');
    await makeLogTarball(file, { directory, ...given });
    expect((await namesIn(file)).filter((name) => name.includes('/work'))).toEqual([
      'tarball_PandaJob_7_MY_QUEUE/work',
    ]);
  });

  it('is whole though files grow and shrink meanwhile', async () => {
    const names = Array.from({ length: 40 }, (_, n) => `work/f${n}`);
    const directory = await directoryWith(Object.fromEntries(names.map((name) => [name, 'x'.repeat(500_000)])));
    const paths = names.map((name) => join(directory.root, name));
    let turn = 0;
    const changing = setInterval(() => {
      turn += 1;
      for (const path of paths) truncateSync(path, turn % 2 === 0 ? 900_000 : 10);
    }, 1);
    const file = join(directory.tarballs, 'log.tgz');
    try {
      await makeLogTarball(file, { directory, ...given });
    } finally {
      clearInterval(changing);
    }
    execFileSync('tar', ['tzf', file]);
    expect((await namesIn(file)).filter((name) => /\/f\d+$/.test(name))).toHaveLength(40);
  });

  it('ends where it is when there is no more time: what the pilot wrote is in it, and what is missing is named', async () => {
    const files = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`work/f${n}`, 'x'.repeat(3_000_000)]));
    const directory = await directoryWith(files);
    const file = join(directory.tarballs, 'log.tgz');
    const limits = { baseMs: 1, bytesPerSecond: 1e12, mostMs: 1, endMs: 20_000 };
    await makeLogTarball(file, { directory, ...given, limits });
    const prefix = 'tarball_PandaJob_7_MY_QUEUE';
    const names = await namesIn(file);
    expect(names.length).toBeLessThan(30);
    expect(names).toContain(`${prefix}/pilot/pilotlog.txt`);
    expect(textIn(file, 'pilot/left-out.txt')).toMatch(/^no time was left.*: tarball_PandaJob_7_MY_QUEUE\/work/m);
  });

  it('replaces what a payload has put in its place, and waits for nothing that it has put among the files of the pilot', async () => {
    const directory = await directoryWith({ 'work/a': 'x', victim: 'precious' });
    const file = join(directory.tarballs, 'log.tgz');
    symlinkSync(join(directory.root, 'victim'), file);
    rmSync(directory.log);
    makeFifo(directory.log);
    await makeLogTarball(file, { directory, ...given });
    expect(readFileSync(join(directory.root, 'victim'), 'utf8')).toBe('precious');
    expect(await namesIn(file)).toContain('tarball_PandaJob_7_MY_QUEUE/work/a');
  });

  it('is not disturbed by what the pilot writes meanwhile', async () => {
    const directory = await directoryWith({ 'work/a': 'x'.repeat(3_000_000) });
    const writing = setInterval(() => appendFileSync(directory.log, `${'y'.repeat(100)}\n`), 1);
    try {
      for (let count = 0; count < 5; count += 1)
        await makeLogTarball(join(directory.tarballs, 'log.tgz'), { directory, ...given });
    } finally {
      clearInterval(writing);
    }
    expect(await readdir(directory.root)).not.toContain('pilot');
  });

  it('leaves nothing when it fails, and says so with its own error', async () => {
    const directory = await directoryWith({ 'work/a': 'x' });
    const file = join(directory.tarballs, 'absent/log.tgz');
    await expect(makeLogTarball(file, { directory, ...given })).rejects.toMatchObject({
      errorName: 'LOG_FILE_CREATION_FAILURE',
    });
    expect(existsSync(file)).toBe(false);
    expect(await readdir(directory.tarballs)).toEqual([]);
  });
});
