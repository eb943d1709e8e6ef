import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { tempDir } from '@panda-pilot/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobOf, log, output, pilotBundle, startGrid } from './grid.ts';

/** An account that no passwd knows, in an empty environment; an ordinary user who runs the tests stays who he is. */
const stranger = 54_321;
const isRoot = process.getuid?.() === 0;
const asStranger = isRoot
  ? ['/usr/bin/setpriv', `--reuid=${stranger}`, `--regid=${stranger}`, '--clear-groups', '/usr/bin/env', '-i']
  : ['/usr/bin/env', '-i'];

let made = '';
let installed = '';
let told = '';
beforeAll(async () => {
  made = await mkdtemp(join(tmpdir(), 'panda-bundle-test-'));
  chmodSync(made, 0o755);
  const script = join(import.meta.dirname, '../../../scripts/bundle.mjs');
  const args = [script, '--as-built', '--output', made, '--movers', 'xrdcp,davs'];
  told = execFileSync(process.execPath, args, { encoding: 'utf8', stdio: 'pipe' });
  execFileSync('tar', ['-C', made, '-xzf', fileLike(/\.tar\.gz$/)]);
  installed = fileLike(/-linux-\w+$/);
  execFileSync('chmod', ['-R', 'a-w', installed]);
  // A Node is packed: many seconds of both cores, of which others may have their share.
}, 300_000);
afterAll(async () => {
  execFileSync('chmod', ['-R', 'u+w', made]);
  await rm(made, { recursive: true });
});

function fileLike(pattern: RegExp): string {
  const name = readdirSync(made).find((one) => pattern.test(one));
  if (name === undefined) throw new Error(`nothing like ${String(pattern)} was made`);
  return join(made, name);
}

function run(file: string, ...args: readonly string[]): string {
  const [first = '', ...rest] = [...asStranger, file, ...args];
  return execFileSync(first, rest, { encoding: 'utf8', cwd: '/' });
}

describe('the self-contained tarball, read-only, for an unknown account, in an empty environment', () => {
  it('tells commit, Node and the chosen movers in one line', () => {
    expect(run(join(installed, 'bin/panda-pilot'), '--version')).toMatch(
      /^panda-pilot \S+ \(commit [0-9a-f]{10}(-changed)?, Node \d+\.\d+\.\d+, linux-\w+; movers: cp mv lsm necp unknown xrdcp xcp davs https curl s3\)\n$/,
    );
  });

  it('needs its own Node only, whatever PATH has and by whatever name it is called', () => {
    const others = join(made, 'others');
    mkdirSync(others);
    for (const name of ['node', 'sh', 'cd', 'pwd', 'readlink'])
      writeFileSync(join(others, name), '#!/bin/sh\nexit 99\n', { mode: 0o755 });
    symlinkSync(join(installed, 'bin/panda-pilot'), join(made, 'pilot'));
    const [first, ...rest] = [...asStranger, `PATH=${others}`, join(made, 'pilot'), '--version'];
    expect(execFileSync(first, rest, { encoding: 'utf8', cwd: '/' })).toMatch(/^panda-pilot /);
    expect(told).toMatch(/needs glibc 2\.\d+ and libstdc\+\+ with GLIBCXX 3\.4\.\d+, or newer\n$/);
  });

  it('takes a job through, and leaves nothing', async () => {
    const grid = await startGrid();
    if (isRoot)
      for (const path of [grid.directory, grid.workdir, join(grid.storage, 'rucio'), join(grid.storage, 'rucio/test')])
        chownSync(path, stranger, stranger);
    chmodSync(grid.directory, 0o755);
    const input = await grid.putInput('in.txt', 'words');
    const payload = await grid.script('payload', 'cat in.txt in.txt > out.txt');
    const outputs = [output('out.txt')];
    const id = await grid.submit({ transformation: payload, inputs: [input], outputs, log: log('log.tgz') });
    execFileSync('chmod', ['-R', 'a+rwX', grid.storage]);
    const program = join(installed, 'bin/panda-pilot');
    const { exitCode } = await grid.pilot(['--max-jobs', '1'], { program, under: asStranger, cwd: '/' }).ended;
    expect([exitCode, jobOf(grid, id).status]).toEqual([0, 'finished']);
    expect((await grid.readStored('out.txt')).toString()).toBe('wordswords');
    await grid.expectNothingLeft();
  });

  it('says which package a copytool needs that was left out', async () => {
    const grid = await startGrid({ queuedata: { copytool: 'rucio' } });
    chmodSync(grid.directory, 0o755);
    if (isRoot) chownSync(grid.workdir, stranger, stranger);
    const program = join(installed, 'bin/panda-pilot');
    const { exitCode, stderr } = await grid.pilot([], { program, under: asStranger, cwd: '/' }).ended;
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('copytool rucio needs the package @panda-pilot/movers-rucio');
  });
});

describe('what is made beside it', () => {
  it('has the sums of all files', () => {
    const lines = readFileSync(join(made, 'SHA256SUMS'), 'utf8').trim().split('\n');
    expect(lines).toHaveLength(3);
    for (const [sum, name] of lines.map((line) => line.split('  ')))
      expect(
        createHash('sha256')
          .update(readFileSync(join(made, name ?? '')))
          .digest('hex'),
      ).toBe(sum);
  });

  it('lists what is in it by the rules of CycloneDX 1.6', async () => {
    const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
    for (const file of [fileLike(/\.cdx\.json$/), join(installed, 'sbom.cdx.json')])
      expect([file, await validator.validate(readFileSync(file, 'utf8'))]).toEqual([file, null]);
    expect(
      await validator.validate('{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": 1}'),
    ).not.toBeNull();
  });

  it('lists what is in the bundle, and not what was left out', () => {
    const bom = JSON.parse(readFileSync(fileLike(/\.cdx\.json$/), 'utf8')) as { components: { name: string }[] };
    const names = bom.components.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['pino', 'zod', 'commander', 'movers-http', 'timed-command']));
    expect(names).not.toContain('movers-rucio');
  });
});

describe('the one file', () => {
  it('works where V8 refuses its code cache, and not at all when it is cut off', async () => {
    const copy = join(await tempDir(), 'panda-pilot.mjs');
    copyFileSync(pilotBundle, copy);
    // Another flag of V8 makes it refuse what it has compiled without.
    const version = execFileSync(process.execPath, ['--stack-size=900', copy, '--version'], { encoding: 'utf8' });
    expect(version).toBe(execFileSync(process.execPath, [pilotBundle, '--version'], { encoding: 'utf8' }));
    truncateSync(copy, 70_000);
    expect(() => execFileSync(process.execPath, [copy, '--version'], { stdio: 'pipe' })).toThrow('SyntaxError');
  });

  it('is a program, whatever it is called and wherever it is started', async () => {
    const grid = await startGrid();
    const id = await grid.submit({ transformation: await grid.script('good', 'exit 0') });
    const cwd = await tempDir();
    symlinkSync(pilotBundle, join(cwd, 'pilot'));
    const env = { PATH: '/no/where', PANDA_PILOT_NODE: process.execPath };
    const pilot = grid.pilot(['--max-jobs', '1'], { program: './pilot', cwd, env });
    expect([(await pilot.ended).exitCode, jobOf(grid, id).status]).toEqual([0, 'finished']);
  });
});
