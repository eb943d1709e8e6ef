import { execFileSync } from 'node:child_process';
import { chmod, cp, mkdir, readFile, readdir, realpath, stat, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { rucioPath } from '@panda-pilot/core';
import type { JobRecord } from '@panda-pilot/panda-local';
import { onlyAsRoot, tempDir } from '@panda-pilot/testkit';
import { runCommand, startCommand } from '@panda-pilot/timed-command';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Grid, jobOf, log, output, pilotBundle, startGrid } from './grid.ts';

/** Ends with one sentence and one hint. */
function expectOneSentence(stderr: string, sentence: RegExp): void {
  const lines = stderr.split('\n').filter((line) => line.startsWith('panda-pilot: ') || line.startsWith('hint: '));
  expect(lines).toEqual([expect.stringMatching(sentence), expect.stringMatching(/^hint: ./)]);
}

function expectFailed(record: JobRecord, code: number, words: RegExp): void {
  expect({ status: record.status, code: record.columns.pilotErrorCode }).toEqual({ status: 'failed', code });
  expect(record.columns.pilotErrorDiag).toMatch(words);
}

async function failsWith(
  grid: Grid,
  pandaId: number,
  expected: { readonly code: number; readonly words: RegExp },
): Promise<void> {
  const { exitCode } = await grid.pilot().ended;
  expect(exitCode).toBe(5);
  expectFailed(jobOf(grid, pandaId), expected.code, expected.words);
  await grid.expectNothingLeft();
}

describe('before a job is asked for, the pilot refuses', () => {
  it('queuedata that does not parse, and tells every mistake', async () => {
    const grid = await startGrid({ queuedata: { timefloor: 'soon', maxtime: 'later' } });
    const { exitCode, stderr } = await grid.pilot().ended;
    expect(exitCode).toBe(3);
    expectOneSentence(stderr, /\(1117\)$/);
    expect(stderr).toMatch(/timefloor.*soon[\s\S]*maxtime.*later|maxtime.*later[\s\S]*timefloor.*soon/);
    expect(grid.server.requests).toEqual([]);
  });

  it('a queuedata file that is not there, or is garbage', async () => {
    const grid = await startGrid();
    const garbage = join(grid.directory, 'garbage.json');
    await writeFile(garbage, '\0\u0001{{{');
    const missing = await grid.pilot(['--queuedata', '/nowhere.json']).ended;
    expect(missing.exitCode).toBe(3);
    expectOneSentence(missing.stderr, /nowhere\.json is not there \(1116\)$/);
    const unreadable = await grid.pilot(['--queuedata', garbage]).ended;
    expect(unreadable.exitCode).toBe(3);
    expectOneSentence(unreadable.stderr, /\(1117\)$/);
  });

  it('a copytool that nobody knows, and one whose package the site has not installed', async () => {
    const unknown = await startGrid({ queuedata: { copytool: 'teleport' } });
    const first = await unknown.pilot().ended;
    expect(first.exitCode).toBe(3);
    expectOneSentence(first.stderr, /teleport.*\(1323\)$/);
    expect(unknown.server.requests).toEqual([]);
    const absent = await startGrid({ queuedata: { copytool: 'rfcp' } });
    const second = await absent.pilot([], { program: await siteWithout('movers-castor') }).ended;
    expect(second.exitCode).toBe(3);
    expectOneSentence(second.stderr, /npm install @panda-pilot\/movers-castor \(1323\)$/);
    expect(absent.server.requests).toEqual([]);
  });

  it('a work directory that cannot be made', async () => {
    const grid = await startGrid();
    await writeFile(join(grid.directory, 'file'), '');
    const { exitCode, stderr } = await grid.pilot(['--workdir', join(grid.directory, 'file/work')]).ended;
    expect(exitCode).toBe(3);
    expectOneSentence(stderr, /file\/work cannot be made: what is above it is no directory \(1199\)$/);
    expect(grid.server.requests).toEqual([]);
  });

  it('to start in a directory that was removed', async () => {
    const grid = await startGrid();
    const gone = await tempDir();
    const under = ['sh', '-c', 'rmdir "$PWD"; exec "$@"', 'sh'];
    const { exitCode, stderr } = await grid.pilot([], { cwd: gone, under }).ended;
    await mkdir(gone);
    expect(exitCode).toBe(3);
    expectOneSentence(stderr, /the current directory was removed \(\d+\)$/);
    expect(grid.server.requests).toEqual([]);
  });

  it('a work directory that it may not write to', async () => {
    const grid = await startGrid();
    await chmod(grid.directory, 0o755);
    await chmod(grid.workdir, 0o555);
    const under = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
    const { exitCode, stderr } = await grid.pilot([], { under }).ended;
    expect(exitCode).toBe(3);
    expectOneSentence(stderr, /\(1199\)$/);
    expect(grid.server.requests).toEqual([]);
  });

  it('settings that make no sense, all at once, and a misspelt command', async () => {
    const grid = await startGrid();
    const { exitCode, stderr } = await grid.pilot(['--url', 'ftp://x', '--grace', 'soon']).ended;
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/--url/);
    expect(stderr).toMatch(/^panda-pilot: --grace <seconds>: "soon" is no number$/m);
    expect((await grid.pilot(['--queue-data', 'x']).ended).exitCode).toBe(2);
  });

  it('two directories for one runjob', async () => {
    const words = [pilotBundle, 'run-job', '--dir', '/nowhere/1', '--dir', '/nowhere/2'];
    const { ending, stderr } = await runCommand(process.execPath, words, { env: {}, timeoutMs: 20_000 });
    expect(ending).toEqual({ kind: 'exited', exitCode: 2 });
    expect(stderr).toMatch(/^runjob: --dir is given more than once, and one job is run\n/);
  });

  it('a directory without a job, and runjob does not stay because its agent listens', async () => {
    const words = [pilotBundle, 'run-job', '--dir', '/nowhere', '--channel', '3'];
    const { result } = startCommand(process.execPath, words, { env: {}, timeoutMs: 60_000, channel: true });
    expect(await result).toMatchObject({
      ending: { kind: 'exited', exitCode: 1 },
      stderr: expect.stringMatching(/^runjob: /),
    });
  });

  it('a work directory that no catalogue can name', async () => {
    const grid = await startGrid({ workdir: join(await tempDir(), 'a\nb') });
    const { exitCode, stderr } = await grid.pilot().ended;
    expect(exitCode).toBe(3);
    expectOneSentence(stderr, /a\\nb has a control character in its name \(1199\)$/);
  });
});

describe('a job fails with the right code, one sentence and nothing left', () => {
  it('when an input is missing', async () => {
    const grid = await startGrid();
    const input = await grid.putInput('in.txt', 'x');
    await unlink(join(grid.storage, rucioPath('test', 'in.txt')));
    const id = await grid.submit({ transformation: 'true', inputs: [input], log: log('log.tgz') });
    await failsWith(grid, id, { code: 1103, words: /in\.txt/ });
  });

  it('when an input is truncated', async () => {
    const grid = await startGrid();
    const input = await grid.putInput('in.txt', 'twelve bytes');
    await writeFile(join(grid.storage, rucioPath('test', 'in.txt')), 'twelve');
    const id = await grid.submit({ transformation: 'true', inputs: [input], log: log('log.tgz') });
    await failsWith(grid, id, { code: 1175, words: /in\.txt/ });
  });

  it('when an input has another checksum than the catalogue says', async () => {
    const grid = await startGrid();
    const input = await grid.putInput('in.txt', 'x');
    const id = await grid.submit({
      transformation: 'true',
      inputs: [{ ...input, checksum: 'ad:deadbeef' }],
      log: log('log.tgz'),
    });
    await failsWith(grid, id, { code: 1171, words: /in\.txt/ });
  });

  it('when the payload is not executable, or no program', async () => {
    const grid = await startGrid();
    await mkdir(join(grid.directory, 'bin'));
    const flat = join(grid.directory, 'bin/flat');
    await writeFile(flat, '#!/bin/sh\nexit 0\n', { mode: 0o644 });
    const noProgram = join(grid.directory, 'bin/no-program');
    await writeFile(noProgram, Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 0]), { mode: 0o755 });
    const first = await grid.submit({ transformation: flat, log: log('one.tgz') });
    const second = await grid.submit({ transformation: noProgram, log: log('two.tgz') });
    await grid.pilot().ended;
    expectFailed(jobOf(grid, first), 1305, /flat is not executable/);
    expectFailed(jobOf(grid, second), 1305, /no-program/);
    await grid.expectNothingLeft();
  });

  it('when the job itself makes no sense: every mistake is named', async () => {
    const grid = await startGrid();
    const input = await grid.putInput('in.txt', 'x');
    const id = await grid.submit({
      transformation: 'true',
      inputs: [input],
      log: log('log.tgz'),
      raw: { fsize: 'many', GUID: 'a,b' },
    });
    const { exitCode } = await grid.pilot().ended;
    expect(exitCode).toBe(5);
    const { columns, status } = jobOf(grid, id);
    expect(status).toBe('failed');
    expect(columns.pilotErrorDiag).toMatch(/fsize/);
    expect(columns.pilotErrorDiag).toMatch(/GUID/);
    await grid.expectNothingLeft();
  });

  it.skipIf(onlyAsRoot())('when the disk is full', async () => {
    const disk = await tempDir();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]);
    onTestFinished(() => {
      execFileSync('umount', ['-l', disk]);
    });
    const grid = await startGrid({ workdir: join(disk, 'work') });
    const big = await grid.putInput('big.bin', Buffer.alloc(3_000_000, 7));
    const stageIn = await grid.submit({ transformation: 'true', inputs: [big], log: log('one.tgz') });
    const greedy = await grid.script('greedy', 'head -c 3000000 /dev/zero > out.bin');
    const payload = await grid.submit({ transformation: greedy, outputs: [output('out.bin')], log: log('two.tgz') });
    const filler = await grid.script('filler', 'cat /dev/zero > filler.bin 2>/dev/null; sleep 0.2; exit 0');
    const full = await grid.submit({ transformation: filler, log: log('three.tgz') });
    const { exitCode } = await grid.pilot().ended;
    expect(exitCode).toBe(5);
    expectFailed(jobOf(grid, stageIn), 1098, /disk is full/);
    // By itself, or stopped by the watchdog of the free disk: whichever sees it first.
    expect(jobOf(grid, payload).status).toBe('failed');
    // Not one byte is left for journal, tarball or report: the job still ends, and the server knows.
    expect(jobOf(grid, full).status).toBe('failed');
    await grid.expectNothingLeft();
  });
});

/** The pilot as npm installs it, on a site that has not installed one of its packages; resolves with the program. */
async function siteWithout(absent: string): Promise<string> {
  const packages = join(import.meta.dirname, '../..');
  const modules = join(await tempDir(), 'node_modules');
  const installed = new Set<string>([`@panda-pilot/${absent}`]);
  for (const name of ['pilot-cli', 'runjob']) {
    installed.add(`@panda-pilot/${name}`);
    const parts = ['package.json', 'dist'].map((part) => join(name, part));
    for (const part of parts) await cp(join(packages, part), join(modules, '@panda-pilot', part), { recursive: true });
  }
  for (const name of ['pilot-cli', 'runjob']) {
    const theirs = join(packages, name, 'node_modules');
    const ours = (await readdir(join(theirs, '@panda-pilot'))).map((one) => `@panda-pilot/${one}`);
    for (const one of [...(await readdir(theirs)), ...ours]) {
      if (one === '@panda-pilot' || one.startsWith('.') || installed.has(one)) continue;
      installed.add(one);
      await symlink(await realpath(join(theirs, one)), join(modules, one));
    }
  }
  return join(modules, '@panda-pilot/pilot-cli/dist/bin/panda-pilot.js');
}

describe('names in a job', () => {
  const hostile: Readonly<Record<string, RegExp>> = {
    '../out': /has a "\/"/,
    '/etc/out': /has a "\/"/,
    '..': /is a directory/,
    '-rf': /begins with "-"/,
    'a\nb': /control character/,
    'a\u0007b': /control character/,
    ['x'.repeat(5000)]: /too long.*over 255 bytes/,
  };

  it('that lead out of the work directory, hold control characters or do not fit are refused, each with its reason', async () => {
    const grid = await startGrid();
    const names = Object.keys(hostile);
    const ids = await Promise.all(
      names.map((name) => grid.submit({ transformation: 'true', outputs: [output('x')], raw: { outFiles: name } })),
    );
    const { exitCode } = await grid.pilot(['--max-failed-jobs', '99']).ended;
    expect(exitCode).toBe(5);
    const said = ids.map((id) => jobOf(grid, id).columns.pilotErrorDiag);
    expect(said).toEqual(Object.values(hostile).map((words) => expect.stringMatching(words)));
    expect(Math.max(...said.map((diag) => diag?.length ?? 0))).toBeLessThanOrEqual(500);
    expect(await grid.stored()).toEqual([]);
    await grid.expectNothingLeft();
  });

  it('that a shell would obey are names and nothing else', async () => {
    const grid = await startGrid();
    const lfns = ['a;touch${IFS}pwned', '$(touch${IFS}pwned)', '`touch${IFS}pwned`', '|tee${IFS}pwned', "it's>pwned"];
    const inputs = [await grid.putInput('in;touch${IFS}pwned', 'x'), await grid.putInput('&&touch${IFS}pwned', 'x')];
    const payload = await grid.script('make', 'for name do cat in* > "$name"; done');
    const id = await grid.submit({
      transformation: payload,
      parameters: lfns.map((lfn) => `'${lfn.replace("'", `'"'"'`)}'`).join(' '),
      inputs,
      outputs: lfns.map(output),
      log: log('log;touch${IFS}pwned.tgz'),
    });
    const { exitCode } = await grid.pilot(['--keep'], { cwd: grid.directory }).ended;
    expect({ exitCode, job: jobOf(grid, id) }).toMatchObject({ exitCode: 0, job: { status: 'finished' } });
    for (const lfn of lfns) expect((await grid.readStored(lfn)).toString()).toBe('x');
    const everything = await readdir(grid.directory, { recursive: true });
    expect(everything.filter((path) => /(^|\/)pwned$/.test(path))).toEqual([]);
  });
});

it('no secret is in a log, an argument, a variable, an output or a tarball', async () => {
  const token = ['eyJhbGciOiJSUzI1NiJ9', Buffer.from('{"sub":"pilot"}').toString('base64url'), 'c2lnbmF0dXJl'].join(
    '.',
  );
  const grid = await startGrid({
    tokens: [{ token, name: 'Pilot', groups: ['atlas/production'] }],
    pilotSecrets: '{"key":"pilots-own-secret"}',
  });
  const file = join(grid.directory, 'token');
  await writeFile(file, token, { mode: 0o600 });
  const look = 'cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ > out.txt 2> /dev/null; env >> out.txt; exit 0';
  const id = await grid.submit({
    transformation: await grid.script('spy', look),
    outputs: [output('out.txt')],
    log: log('log.tgz'),
    raw: { secrets: '{"key":"owners-secret"}', debug: 'True' },
  });
  const args = ['--token-file', file, '--token-origin', 'atlas:production', '--keep', '--log-level', 'debug'];
  const { stderr } = await grid.pilot(args).ended;
  expect(jobOf(grid, id).status).toBe('finished');
  const written = [...(await grid.stored()), ...(await filesOf(grid.workdir))].filter(
    (path) => !path.endsWith('job.json'),
  );
  const texts = await Promise.all(written.map(async (path) => [path, await contentOf(path)] as const));
  for (const secret of [token, 'pilots-own-secret', 'owners-secret']) {
    expect(texts.filter(([, text]) => text.includes(secret)).map(([path]) => path)).toEqual([]);
    expect(stderr).not.toContain(secret);
  }
  for (const path of await filesOf(grid.workdir))
    if (path.endsWith('job.json')) expect((await stat(path)).mode & 0o007).toBe(0);
});

async function filesOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

/** As one text, unpacked where it is packed. */
async function contentOf(path: string): Promise<string> {
  const bytes = await readFile(path);
  return (path.endsWith('.tgz') ? gunzipSync(bytes) : bytes).toString('latin1');
}
