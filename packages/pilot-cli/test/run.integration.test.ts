import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jobOf, log, namesIn, output, startGrid } from './grid.ts';

describe('panda-pilot run', () => {
  it('brings a job with inputs, outputs and a log through, and leaves nothing', async () => {
    const grid = await startGrid();
    const payload = await grid.script('merge', 'cat "$2" "$3" > "$1"; echo merged; echo careful >&2');
    const inputs = [await grid.putInput('a.txt', 'alpha\n'), await grid.putInput('b.txt', 'beta\n')];
    const id = await grid.submit({
      transformation: payload,
      parameters: 'out.txt a.txt b.txt',
      inputs,
      outputs: [output('out.txt')],
      log: log('log.tgz'),
    });
    const { exitCode, stderr } = await grid.pilot().ended;
    expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(jobOf(grid, id)).toMatchObject({ status: 'finished', columns: { transExitCode: 0 } });
    expect((await grid.readStored('out.txt')).toString()).toBe('alpha\nbeta\n');
    expect(await namesIn(grid)).toEqual(['a.txt', 'b.txt', 'log.tgz', 'out.txt']);
    await grid.expectNothingLeft();
  });

  it('runs job after job until the server has no more, then ends at once', async () => {
    const grid = await startGrid();
    const ids = [1, 2, 3].map(() => grid.submit({ transformation: 'true' }));
    const { exitCode } = await grid.pilot().ended;
    expect(exitCode).toBe(0);
    for (const id of await Promise.all(ids)) expect(jobOf(grid, id).status).toBe('finished');
    expect(grid.server.requests.at(-1)?.method).toBe('pilot/acquire_jobs');
  });

  it.each([['auto'], ['classic']])('works against a server that has only the classic API (--api %s)', async (api) => {
    const grid = await startGrid({ apis: ['classic'] });
    const payload = await grid.script('payload', 'cat in.txt > out.txt');
    const inputs = [await grid.putInput('in.txt', 'x')];
    const good = await grid.submit({
      transformation: payload,
      inputs,
      outputs: [output('out.txt')],
      log: log('log.tgz'),
    });
    const bad = await grid.submit({ transformation: 'false', log: log('log2.tgz') });
    const { exitCode, stderr } = await grid.pilot(['--api', api]).ended;
    expect({ exitCode, stderr: exitCode === 5 ? '' : stderr }).toEqual({ exitCode: 5, stderr: '' });
    expect([jobOf(grid, good).status, jobOf(grid, bad).status]).toEqual(['finished', 'failed']);
    expect(jobOf(grid, bad).columns).toMatchObject({ pilotErrorCode: 1305, transExitCode: 1 });
    await grid.expectNothingLeft();
  });

  it('exits with 7 and says so when there is no job', async () => {
    const grid = await startGrid();
    const { exitCode, stderr, stdout } = await grid.pilot(['--json']).ended;
    expect(exitCode).toBe(7);
    expect(stderr).toContain('no job for queue TEST_QUEUE');
    expect(JSON.parse(stdout)).toEqual({ type: 'run', end: 'no-job', jobs: [], recovered: [], undelivered: 0 });
    await grid.expectNothingLeft();
  });

  it('ends no job when nothing more can be written to stderr, and says so when it is stdout', async () => {
    const grid = await startGrid();
    const id = await grid.submit({ transformation: 'true' });
    const under = (redirection: string): readonly string[] => ['/bin/sh', '-c', `exec "$@" ${redirection}`, 'sh'];
    expect(await grid.pilot([], { under: under('2>/dev/full') }).ended).toMatchObject({ exitCode: 0 });
    expect(jobOf(grid, id).status).toBe('finished');
    const { exitCode, stderr } = await grid.pilot(['--json'], { under: under('>/dev/full') }).ended;
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/\npanda-pilot: the answer cannot be written: ENOSPC.*\nhint: .*\n$/),
    });
  });

  it('goes on when nobody reads its stderr any more', async () => {
    const grid = await startGrid();
    const id = await grid.submit({ transformation: 'true' });
    const fill = 'dd if=/dev/zero of="$0" bs=4096 count=1000 oflag=nonblock conv=notrunc status=none';
    const unread = `mkfifo "$0" && exec 2<>"$0"; ${fill} 2>&-; exec "$@"`;
    const under = ['/bin/sh', '-c', unread, join(grid.directory, 'pipe')];
    expect(await grid.pilot([], { under }).ended).toMatchObject({ exitCode: 0 });
    expect(jobOf(grid, id).status).toBe('finished');
  });

  it('takes an empty PATH for none', async () => {
    const grid = await startGrid();
    const payload = await grid.script('payload', 'cat payload.stderr > out.txt && date >> out.txt');
    const id = await grid.submit({ transformation: payload, outputs: [output('out.txt')], log: log('log.tgz') });
    await grid.pilot([], { env: { PATH: '' } }).ended;
    expect(jobOf(grid, id).columns).toMatchObject({ transExitCode: 0 });
    expect(jobOf(grid, id).status).toBe('finished');
  });

  it('stops after --max-jobs', async () => {
    const grid = await startGrid();
    const first = await grid.submit({ transformation: 'true' });
    const second = await grid.submit({ transformation: 'true' });
    const { stdout } = await grid.pilot(['--max-jobs', '1', '--json']).ended;
    expect(JSON.parse(stdout)).toMatchObject({ end: 'done', jobs: [{ pandaId: first, state: 'finished' }] });
    expect([jobOf(grid, first).status, jobOf(grid, second).status]).toEqual(['finished', 'activated']);
  });

  it('gives the payload an environment without the pilot’s own settings and credentials', async () => {
    const grid = await startGrid();
    const payload = await grid.script('env', 'env > env.txt');
    const id = await grid.submit({ transformation: payload, outputs: [output('env.txt')], log: log('log.tgz') });
    await grid.pilot([], {
      env: { PANDA_PILOT_TOKEN_FILE: '', X509_USER_PROXY: '/tmp/x509up_u0', BEARER_TOKEN: 'secret', LANG: 'C.UTF-8' },
    }).ended;
    const env = (await grid.readStored('env.txt')).toString();
    expect(jobOf(grid, id).status).toBe('finished');
    expect(env).toMatch(/^PandaID=\d+$/m);
    expect(env).toMatch(/^LANG=C.UTF-8$/m);
    expect(env).not.toMatch(/secret|X509_USER_PROXY|PANDA_PILOT/);
  });

  it('obeys a kill order with the next heartbeat, and stores the log', async () => {
    const grid = await startGrid();
    const payload = await grid.script('long', 'echo started; exec sleep 60');
    const id = await grid.submit({ transformation: payload, log: log('log.tgz') });
    grid.server.command(id, 'tobekilled');
    await grid.pilot(['--heartbeat', '0.2', '--grace', '1']).ended;
    const { columns, status } = jobOf(grid, id);
    expect({ status, code: columns.pilotErrorCode }).toEqual({ status: 'cancelled', code: 1144 });
    expect(await namesIn(grid)).toEqual(['log.tgz']);
    await grid.expectNothingLeft();
  });

  it('keeps the work directories when told to', async () => {
    const grid = await startGrid();
    await grid.submit({ transformation: 'true' });
    await grid.pilot(['--keep']).ended;
    const [site] = await (await import('../src/recovery/site-directory.ts')).siteDirectories(grid.workdir);
    const [job] = await (await import('../src/recovery/site-directory.ts')).jobDirectories(site ?? '');
    expect(JSON.parse(await readFile(`${job}/report.json`, 'utf8'))).toMatchObject({ state: 'finished' });
  });
});
