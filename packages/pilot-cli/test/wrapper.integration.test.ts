import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scriptedServer } from '@panda-pilot/testkit';
import { type RunningCommand, startCommand } from '@panda-pilot/timed-command';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Grid, jobOf, log, output, pilotBundle, startGrid } from './grid.ts';

const wrapper = join(import.meta.dirname, 'fixtures/wrapper.sh');
const makeTree = join(import.meta.dirname, '../../../scripts/pilot3-tree.mjs');

/** The directory of one batch job, with queuedata.json and the pilot in it as the wrapper unpacks it. */
async function batchJob(grid: Grid, { withQueuedata = true } = {}): Promise<string> {
  const directory = join(grid.directory, 'batch-job');
  await mkdir(directory);
  execFileSync(process.execPath, [makeTree, join(directory, 'pilot3')]);
  if (withQueuedata) await copyFile(join(grid.directory, 'queuedata.json'), join(directory, 'queuedata.json'));
  return directory;
}

function startWrapper(
  directory: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): RunningCommand {
  const running = startCommand('bash', [wrapper, ...args], {
    cwd: join(directory, '..'),
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: directory,
      WORKDIR: directory,
      PANDA_PILOT_NODE: process.execPath,
      ...env,
    },
    timeoutMs: 50_000,
    whenWeDie: 'kill',
  });
  onTestFinished(() => running.stop());
  return running;
}

/** The words that factories add after the wrapper's own. */
function factoryWords(grid: Grid, ...more: readonly string[]): string[] {
  const words = ['-r', 'TEST_QUEUE', '-s', 'TEST_SITE', '-q', 'TEST_QUEUE', '-j', 'managed', '-i', 'PR', '-t'];
  return [
    ...words,
    '-w',
    'generic',
    '--pilot-user',
    'ATLAS',
    `--url=${grid.server.url}`,
    '--allow-same-user=False',
    ...more,
  ];
}

async function ended(running: RunningCommand) {
  const { exit, stdout, stderr } = await running.result;
  return { exitCode: exit?.kind === 'exited' ? exit.exitCode : undefined, stdout, stderr };
}

describe('started by the production wrapper, the pilot', () => {
  it('runs a job and leaves nothing but what the wrapper put there', async () => {
    const grid = await startGrid();
    const directory = await batchJob(grid);
    const payload = await grid.script('make', 'echo 42 > out.txt');
    const id = await grid.submit({ transformation: payload, outputs: [output('out.txt')], log: log('log.tgz') });
    const { exitCode, stdout, stderr } = await ended(startWrapper(directory, factoryWords(grid)));
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('pilot exit status: 0')]);
    expect(stderr).toMatch(/--resource changes nothing: /);
    expect(jobOf(grid, id).status).toBe('finished');
    expect((await readdir(directory)).toSorted()).toEqual(['pilot3', 'queuedata.json']);
  });

  it('ends well when a job failed and was reported, and when there is none', async () => {
    const grid = await startGrid();
    const directory = await batchJob(grid);
    const id = await grid.submit({ transformation: await grid.script('fail', 'exit 7'), log: log('log.tgz') });
    expect((await ended(startWrapper(directory, factoryWords(grid)))).stdout).toContain('pilot exit status: 0');
    expect(jobOf(grid, id).status).toBe('failed');
    const idle = await ended(startWrapper(directory, factoryWords(grid, '-v', '1')));
    expect([idle.exitCode, idle.stdout]).toEqual([0, expect.stringContaining('pilot exit status: 82')]);
  });

  it('finishes its job when the batch system says TERM, and says 143', async () => {
    const grid = await startGrid();
    const directory = await batchJob(grid);
    const payload = await grid.script('sleep', 'echo started > "$HOME/started"; exec sleep 600');
    const id = await grid.submit({ transformation: payload, log: log('log.tgz') });
    const running = startWrapper(directory, factoryWords(grid));
    await expect.poll(() => jobOf(grid, id).status, { timeout: 20_000 }).toBe('running');
    process.kill((await running.started) ?? 0, 'SIGTERM');
    const { exitCode } = await ended(running);
    expect(exitCode).toBe(1);
    await expect.poll(() => jobOf(grid, id).status, { timeout: 20_000 }).toBe('failed');
    expect(jobOf(grid, id).columns.pilotErrorCode).toBe(1201);
  });

  it.each([
    ['an offline queue', { status: 'offline' }, 83],
    ['a queue that is not active', { state: 'DISABLED' }, 78],
    ['queuedata that makes no sense', { timefloor: 'soon' }, 72],
  ])('tells the wrapper of %s', async (_, queuedata, code) => {
    const grid = await startGrid({ queuedata });
    const env = { PANDA_PILOT_QUEUEDATA_SOURCES: 'local' };
    const { exitCode } = await ended(startWrapper(await batchJob(grid), factoryWords(grid), env));
    expect([exitCode, grid.server.requests]).toEqual([code, []]);
  });

  it('fetches queuedata from where the factory says, and asks a queue in test for test jobs', async () => {
    const grid = await startGrid();
    const queue = {
      nickname: 'TEST_QUEUE',
      status: 'test',
      state: 'ACTIVE',
      copytool: 'cp',
      se: 'file://',
      sepath: '/x',
    };
    const cache = await scriptedServer({ answers: [{ json: queue }] });
    const words = factoryWords(
      grid,
      '--queuedata-url',
      `${cache.url}/cache/schedconfig/TEST_QUEUE.all.json`,
      '-v',
      '1',
    );
    const { stdout } = await ended(startWrapper(await batchJob(grid, { withQueuedata: false }), words));
    expect(stdout).toContain('pilot exit status: 82');
    expect(cache.requests.map(({ path }) => path)).toEqual(['/cache/schedconfig/TEST_QUEUE.all.json']);
    expect(grid.server.requests.map(({ arguments: given }) => given?.['prod_source_label'])).toEqual(['test']);
  });

  it('finds the token that the wrapper has copied beside it', async () => {
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${encode({ alg: 'none' })}.${encode({ sub: 'pilot', exp: 4e9 })}.x`;
    const grid = await startGrid({ tokens: [{ token, name: 'Pilot', groups: ['atlas/production'] }] });
    await writeFile(join(grid.directory, 'panda_token'), token, { mode: 0o600 });
    const id = await grid.submit({ transformation: await grid.script('good', 'exit 0'), log: log('log.tgz') });
    const env = { PANDA_AUTH_TOKEN: 'panda_token', PANDA_AUTH_ORIGIN: 'atlas:production' };
    const { exitCode, stderr } = await ended(startWrapper(await batchJob(grid), factoryWords(grid), env));
    expect(exitCode).toBe(0);
    expect(jobOf(grid, id).status).toBe('finished');
    expect(stderr).not.toContain(token);
  });

  it('refuses words that it does not know with a number that nobody takes for a killed pilot', async () => {
    const grid = await startGrid();
    const { exitCode, stderr } = await ended(
      startWrapper(await batchJob(grid), factoryWords(grid, '--harvester-wrokdir', '/x')),
    );
    expect(exitCode).toBe(65);
    expect(stderr).toContain('panda-pilot: --harvester-wrokdir: is no option (did you mean --harvester-workdir?)');
    expect(grid.server.requests).toEqual([]);
  });

  it('says which Node it misses', async () => {
    const grid = await startGrid();
    const running = startWrapper(await batchJob(grid), factoryWords(grid), { PANDA_PILOT_NODE: '/no/node' });
    expect(await ended(running)).toMatchObject({
      exitCode: 65,
      stderr: expect.stringMatching(/\/no\/node cannot be started/),
    });
  });
});

it("runs a job by the wiki's short options", async () => {
  const grid = await startGrid();
  const directory = await batchJob(grid);
  const id = await grid.submit({
    transformation: await grid.script('good', 'exit 0'),
    log: log('log.tgz'),
    label: 'user',
  });
  const { hostname, port } = new URL(grid.server.url);
  const words = `--pilot1 -s TEST_QUEUE -h TEST_QUEUE -d ${grid.workdir} -w http://${hostname} -p ${port} -u user -f true -l true -G 1`;
  const { result } = startCommand(process.execPath, [pilotBundle, ...words.split(' ')], {
    cwd: directory,
    env: { PATH: process.env['PATH'] ?? '', HOME: directory },
    timeoutMs: 50_000,
  });
  expect((await result).exit).toMatchObject({ kind: 'exited', exitCode: 0 });
  expect(jobOf(grid, id).status).toBe('finished');
});
