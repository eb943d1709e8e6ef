import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scriptedServer, tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { prepare, run } from './prepared-job.ts';
import { type FinishedJob, runOneJob } from './run-one-job.ts';

type Given = NonNullable<Parameters<typeof runOneJob>[1]>;

/** Runs a job whose transformation is `script`, fetched from a server of our own. */
async function runFetched(script: string, given: Given = {}): Promise<FinishedJob> {
  const server = await scriptedServer({ answers: [{ body: script }] });
  const job = { transformation: `${server.url}/trf/runGen-00-00-02`, ...given.job };
  return runOneJob('', { ...given, job, payload: { transformationUrls: [server.url], ...given.payload } });
}

/** What whoever runs a payload again brings along, and what the log calls its top directory. */
interface Brought {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly top?: string;
}

/** Unpacks the stored log elsewhere and runs its `job_setup.sh`, both as an ordinary account where we are not one already. */
async function replay(
  job: { readonly storage: string },
  env: Record<string, string> = {},
  { inputs = {}, top = 'tarball_PandaJob_4711_TEST_QUEUE' }: Brought = {},
): Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }> {
  const elsewhere = join(await tempDir(), `a "b" <c> & 'd'`);
  mkdirSync(elsewhere);
  chmodSync(join(elsewhere, '..'), 0o755);
  chmodSync(elsewhere, 0o777);
  const whoever = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const log = execFileSync('find', [job.storage, '-name', 'log.tgz'], { encoding: 'utf8' }).trim();
  execFileSync('tar', ['-xz'], { ...whoever, cwd: elsewhere, input: readFileSync(log) });
  const work = join(elsewhere, top, 'work');
  for (const [name, text] of Object.entries(inputs)) writeFileSync(join(work, name), text);
  const script = join(work, 'job_setup.sh');
  const given = { PATH: '/usr/bin:/bin', HOME: '/nowhere', ...env };
  return spawnSync('bash', [script], { ...whoever, cwd: '/', encoding: 'utf8', timeout: 20_000, env: given });
}

describe('a payload', () => {
  it('is fetched from where transformations may come from, and run like one on the disk', async () => {
    const job = await runFetched('#!/bin/sh\necho "$0 $1"; echo $PandaID > out.txt\n', { job: { jobPars: "'a  b'" } });
    expect(job.report).toMatchObject({ state: 'finished', payload: { exitCode: 0 } });
    expect(await job.read('payload.stdout')).toMatch(/runGen-00-00-02 a {2}b\n$/);
    expect(job.stored).toEqual(['log.tgz', 'out.txt']);
  });

  it('is refused when it comes from elsewhere, before anything runs', async () => {
    const job = await runFetched('#!/bin/sh\n', { payload: { transformationUrls: ['https://pandaserver.cern.ch/'] } });
    expect(job.report).toMatchObject({ state: 'failed', error: { code: 1149 }, payload: {} });
    expect(existsSync(join(job.directory.work, 'payload.stdout'))).toBe(false);
    expect(job.stored).toEqual(['log.tgz']);
  });

  it('has its software set up by the experiment, from where the queue says', async () => {
    const area = await tree({
      '17.0.1/cmtsite/asetup.sh':
        'export PATH=$PATH:$(dirname "${BASH_SOURCE[0]}")/bin; asetup_arguments="$*"; export asetup_arguments\n',
      '17.0.1/cmtsite/bin/Sim_tf.py*': '#!/bin/sh\necho "$asetup_arguments|$*|$(pwd)" > out.txt\n',
    });
    const wire = {
      transformation: 'Sim_tf.py',
      jobPars: '--x "$(id)"',
      homepackage: "AtlasProduction/17.0.1.2';touch hacked;'",
      swRelease: 'Atlas-17.0.1',
    };
    const queuedata = { experiment: 'ATLAS', appdir: area };
    const good = await runOneJob('', { job: wire, queuedata });
    expect(good.report).toMatchObject({ state: 'finished' });
    expect(await good.read('out.txt')).toBe(
      `AtlasProduction,17.0.1.2';touch hacked;',notest|--x $(id)|${good.directory.work}\n`,
    );
    expect(existsSync(join(good.directory.work, 'hacked'))).toBe(false);
    const absent = await runOneJob('', { job: { ...wire, swRelease: 'Atlas-18.0.0' }, queuedata });
    expect(absent.report).toMatchObject({ state: 'failed', error: { code: 1211 } });
    const nowhere = await runOneJob('', { job: { ...wire, transformation: 'Reco_tf.py' }, queuedata });
    expect(nowhere.report).toMatchObject({ state: 'failed', error: { code: 1346 } });
  });

  it('has a command before, one beside and one after its steps', async () => {
    const tools = await tree({
      'before*': '#!/bin/sh\necho "$1" > order\n',
      'beside*':
        '#!/bin/sh\ntrap "echo stopped > ended; exit 0" TERM; echo beside > began; while :; do sleep 0.05; done\n',
      'after*': '#!/bin/sh\ncat ended >> order; echo after >> order; exit "$1"\n',
    });
    const script = 'while ! [ -e began ]; do sleep 0.02; done; echo step >> order; echo > out.txt';
    const commands = (code: number): Record<string, unknown> => ({
      preprocess: { command: join(tools, 'before'), args: "'it is before'" },
      coprocess: { command: join(tools, 'beside'), args: '' },
      postprocess: { command: join(tools, 'after'), args: String(code) },
    });
    // What is asked to end has time for it.
    const good = await runOneJob(script, { job: commands(0), graceMs: 20_000 });
    expect(good.report).toMatchObject({ state: 'finished', payload: { exitCode: 0 } });
    expect(await good.read('order')).toBe('it is before\nstep\nstopped\nafter\n');
    const bad = await runOneJob(script, { job: commands(3), graceMs: 20_000 });
    expect(bad.report).toMatchObject({ state: 'failed', error: { code: 1357 }, payload: { exitCode: 0 } });
    const never = await runOneJob(script, { job: { ...commands(0), preprocess: { command: 'false', args: '' } } });
    expect(never.report).toMatchObject({ state: 'failed', error: { code: 1356 } });
    expect(never.report.payload.exitCode).toBeUndefined();
  });

  it('has the command beside its steps started again when it fails, five times, and is not failed by it', async () => {
    const tools = await tree({
      'second-time*': '#!/bin/sh\necho "$$" >> starts; [ $(wc -l < starts) -gt 1 ] || kill -9 $$; sleep 100\n',
      'never*': '#!/bin/sh\necho $$ >> tries; echo no licence >&2; exit 3\n',
    });
    const beside = (name: string): Record<string, unknown> => ({ coprocess: { command: join(tools, name), args: '' } });
    const until = (words: string): string => `until ${words}; do sleep 0.02; done; echo > out.txt`;
    // The sixth has failed when nobody has its number any more: then runjob has reaped it.
    const sixth = '[ -e tries ] && [ $(wc -l < tries) = 6 ] && ! kill -0 $(tail -n 1 tries) 2> no-such-process';
    const [good, bad] = await Promise.all([
      runOneJob(until('[ -e coprocess.stdout.1 ] && [ $(wc -l < starts) = 2 ]'), { job: beside('second-time') }),
      runOneJob(`${until(sixth)}; exit 4`, { job: beside('never') }),
    ]);
    expect(good.report.error).toBeUndefined();
    expect(good.report.payload.coprocess).toEqual({
      starts: 2,
      failures: 1,
      lastFailure: expect.stringMatching(/KILL/),
    });
    expect(bad.report).toMatchObject({ error: { code: 1305 }, payload: { coprocess: { starts: 6, failures: 6 } } });
    expect(bad.report.error?.message).toMatch(/exit code 4; the co-process failed 6 times, at last: .*\b3\b/);
    expect(bad.report.logExtract).toContain('no licence');
  });

  it('goes round in a search for hyper-parameters until its first command has no more of them', async () => {
    const tools = await tree({
      'next*':
        '#!/bin/sh\necho "$PILOT_EXEC_ITERATION_COUNT" >> rounds; [ "$PILOT_EXEC_ITERATION_COUNT" -lt 2 ] || exit 161\n',
    });
    const beside = { coprocess: { command: 'sh', args: "-c 'echo >> began; exec sleep 100'" } };
    const job = { isHPO: 'True', preprocess: { command: join(tools, 'next'), args: '' }, ...beside };
    const together = 'until [ "$(wc -l < began)" = "$(wc -l < points)" ]; do sleep 0.02; done';
    const search = await runOneJob(
      `echo "$PILOT_EXEC_ITERATION_COUNT" >> points; ${together}; cat points; echo > out.txt`,
      { job },
    );
    expect(search.report).toMatchObject({ state: 'finished', payload: { exitCode: 0 } });
    expect([await search.read('rounds'), await search.read('points')]).toEqual(['0\n1\n2\n', '0\n1\n']);
    expect([await search.read('payload.stdout.1'), await search.read('payload.stdout')]).toEqual(['0\n', '0\n1\n']);
    expect(search.report.payload.coprocess).toEqual({ starts: 2, failures: 0 });
  });

  it('is not run outside of the image that the job names', async () => {
    const { report } = await runOneJob('echo > out.txt', { job: { container_name: '/cvmfs/unpacked.cern.ch/x' } });
    expect(report).toMatchObject({ state: 'failed', error: { code: 1384 }, payload: {} });
  });
});

describe('job_setup.sh', () => {
  const script = '#!/bin/bash\nprintf "%s|" "$@" "$ATHENA_PROC_NUMBER" "$PandaID"; echo; echo > out.txt; exit "$1"\n';
  const hostile = `'$(touch hacked)' "a'b" 'x
y' \`id\` ';rm -rf .' '*' ''`;

  it.each([0, 7])('runs the payload again to exit code %i, whatever its arguments are', async (exitCode) => {
    const job = await runFetched(script, { job: { jobPars: `${exitCode} ${hostile}`, coreCount: 4 } });
    expect(job.report.payload.exitCode).toBe(exitCode);
    const again = await replay(job);
    expect({ status: again.status, stdout: again.stdout, stderr: again.stderr }).toEqual({
      status: exitCode,
      stdout: await job.read('payload.stdout'),
      stderr: '',
    });
    expect(again.stdout).toContain("$(touch hacked)|a'b|x\ny|");
  });

  it('reads the inputs of the job where they are brought to, by their catalogue', async () => {
    const reader = [
      '#!/usr/bin/env python3',
      'import xml.dom.minidom, os, sys',
      "pfns = [pfn.getAttribute('name') for pfn in xml.dom.minidom.parse('PoolFileCatalog.xml').getElementsByTagName('pfn')]",
      'print([(os.path.dirname(pfn) == os.getcwd(), open(pfn).read()) for pfn in pfns])',
      "open('PoolFileCatalog.xml', 'w').write('of no use any more')",
      'sys.exit(9)',
    ];
    const tools = await tree({ 'reader*': `${reader.join('\n')}\n` });
    chmodSync(tools, 0o755);
    const { directory, storage } = await prepare('', { job: { transformation: join(tools, 'reader') } });
    const { report } = await run(directory);
    expect(report.payload.exitCode).toBe(9);
    const top = 'tarball_PandaJob_7_Q';
    const lacking = await replay({ storage }, {}, { top });
    expect(lacking).toMatchObject({ status: 1, stderr: 'job_setup.sh: bring this input here first: in.root\n' });
    const again = await replay({ storage }, {}, { top, inputs: { 'in.root': 'abc' } });
    expect(again).toMatchObject({ status: 9, stdout: "[(True, 'abc')]\n", stderr: '' });
    expect(readFileSync(join(directory.work, 'payload.stdout'), 'utf8')).toBe(again.stdout);
  });

  it('runs every part again, and says what it lacks', async () => {
    const tools = await tree({ 'before*': '#!/bin/sh\necho before\n', 'beside*': '#!/bin/sh\nsleep 1000\n' });
    chmodSync(tools, 0o755);
    const job = await runFetched('#!/bin/bash\necho "$2"; kill -SEGV $$\n', {
      job: {
        jobPars: '--password=Xk29zzQ word',
        preprocess: { command: join(tools, 'before'), args: '' },
        coprocess: { command: join(tools, 'beside'), args: '' },
      },
    });
    expect(job.report).toMatchObject({ state: 'failed', error: { code: 1328 } });
    const again = await replay(job, { X509_USER_PROXY: '/mine' });
    expect(again.status).toBe(139);
    expect(again.stdout).toBe('before\nword\n');
    expect(again.stderr).toContain('a secret is left out of payload');
    expect(readFileSync(join(job.directory.work, 'job_setup.sh'), 'utf8')).not.toContain('Xk29zzQ');
  });
});
