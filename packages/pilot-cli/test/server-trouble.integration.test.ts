import { existsSync } from 'node:fs';
import { chmod, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, startPandaLocal } from '@panda-pilot/panda-local';
import { type Misery, openHttpRelay } from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { jobOf, log, output, startGrid } from './grid.ts';

const impatient = ['--server-patience', '0'];

/** This, instead of an answer of PanDA's. */
function answered(value: unknown): Extract<Fault, { kind: 'http' }> {
  return { kind: 'http', status: 200, body: JSON.stringify(value) };
}

describe('a server that does not give a job', () => {
  it.each<[string, Fault, number, RegExp]>([
    ['answers HTML', 'html', 4, /acquire_jobs/],
    ['answers 403', { kind: 'http', status: 403, body: 'ERROR : method acquire_jobs is forbidden' }, 3, /acquire_jobs/],
    ['answers 500', { kind: 'http', status: 500, body: 'oops' }, 4, /500/],
    ['answers garbage', 'garbage', 4, /acquire_jobs/],
    ['answers 404', { kind: 'http', status: 404, body: 'Not Found' }, 3, /acquire_jobs.*404|does not have this method/],
    ['answers 411', { kind: 'http', status: 411, body: '<h1>Length Required</h1>' }, 4, /acquire_jobs.*411/],
    ['has trouble with its database', 'database-error', 4, /acquire_jobs.*database/],
    ['answers in words of its own', answered({ success: 'yes', data: 7 }), 4, /acquire_jobs.*as a PanDA server does/],
    ['has jobs that are none', answered({ success: true, data: { StatusCode: 0, jobs: 'none' } }), 4, /acquire_jobs/],
    ['answers more than anybody reads', { ...answered({}), body: ' '.repeat(2 ** 26 + 1) }, 4, /more than \d+ bytes/],
    ['hangs', 'hang', 4, /acquire_jobs/],
    ['cuts the connection', 'cut', 4, /acquire_jobs/],
  ])('because it %s ends the pilot with one sentence', async (_, fault, code, words) => {
    const grid = await startGrid();
    grid.server.misbehave({ method: 'pilot/acquire_jobs', fault, times: 100 });
    const timeout = fault === 'hang' ? '0.5' : '30';
    const { exitCode, stderr } = await grid.pilot([...impatient, '--server-timeout', timeout]).ended;
    expect(exitCode).toBe(code);
    const sentences = stderr.split('\n').filter((line) => line.startsWith('panda-pilot: '));
    expect(sentences).toEqual([expect.stringMatching(words)]);
    await grid.expectNothingLeft();
  });

  it('but recovers within the patience is asked again', async () => {
    const grid = await startGrid();
    const id = await grid.submit({ transformation: 'true' });
    grid.server.misbehave({ method: 'pilot/acquire_jobs', fault: { kind: 'http', status: 500 }, times: 1 });
    const { exitCode } = await grid.pilot(['--server-patience', '20']).ended;
    expect({ exitCode, status: jobOf(grid, id).status }).toEqual({ exitCode: 0, status: 'finished' });
  });

  it('but hands one out in an answer that is lost is asked again; nobody can know of that job until the server gives it up', async () => {
    const grid = await startGrid();
    const lost = await grid.submit({ transformation: 'true' });
    const next = await grid.submit({ transformation: 'true' });
    grid.server.misbehave({ method: 'pilot/acquire_jobs', fault: { kind: 'after' } });
    const { exitCode } = await grid.pilot(['--server-patience', '20']).ended;
    expect([exitCode, jobOf(grid, lost).status, jobOf(grid, next).status]).toEqual([0, 'sent', 'finished']);
    await grid.expectNothingLeft();
  });

  it('because nobody listens ends the pilot with one sentence', async () => {
    const grid = await startGrid();
    const { exitCode, stderr } = await grid.pilot(['--url', 'http://127.0.0.1:1', ...impatient]).ended;
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/^panda-pilot: .*127\.0\.0\.1:1/m);
  });
});

describe('a final update', () => {
  it.each<[string, Fault]>([
    ['is answered 500', { kind: 'http', status: 500 }],
    ['meets a database error', 'database-error'],
    ['is done, and the answer lost', { kind: 'after' }],
    ['is cut off', 'cut'],
    ['is answered HTML', 'html'],
    ['is answered with the wrong types', answered({ success: true, message: 5, data: [] })],
    ['is answered 403', { kind: 'http', status: 403, body: 'Forbidden' }],
    ['is answered 404', { kind: 'http', status: 404, body: 'Not Found' }],
    ['hangs', 'hang'],
  ])('that %s is sent again until the server has it', async (_, fault) => {
    const grid = await startGrid();
    const id = await grid.submit({ transformation: 'true', log: log('log.tgz') });
    // "starting" and "running" may coincide; whatever update comes third is the final one, and the ones before may fail as they like.
    grid.server.misbehave({ method: 'pilot/update_job', fault, times: 3 });
    // As long as can be: a job whose dispatch is given up is lost.
    const { exitCode } = await grid.pilot(['--server-timeout', fault === 'hang' ? '2' : '30']).ended;
    expect({ exitCode, status: jobOf(grid, id).status }).toEqual({ exitCode: 0, status: 'finished' });
    await grid.expectNothingLeft();
  });

  it('that the server never takes is left on disk, and sent by the next pilot', async () => {
    const grid = await startGrid();
    const id = await grid.submit({ transformation: 'true', log: log('log.tgz') });
    grid.server.misbehave({ method: 'pilot/update_job', fault: { kind: 'http', status: 500 }, times: 1000 });
    const first = await grid.pilot(['--report-patience', '0.1']).ended;
    expect(first.exitCode).toBe(4);
    expect(first.stderr).toContain('the server lacks 1 final update');
    expect(jobOf(grid, id).status).toBe('sent');
    await grid.server.close();
    const restarted = await startPandaLocal({ directory: join(grid.directory, 'server') });
    onTestFinished(() => restarted.close());
    const second = await grid.pilot(['--url', restarted.url], { command: 'recover' }).ended;
    expect(second).toMatchObject({ exitCode: 0, stdout: `job ${id}: finished\n` });
    expect(restarted.job(id)?.status).toBe('finished');
    await grid.expectNothingLeft();
  });
});

describe('from the moment on in which', () => {
  /** Every request that tells the server of a job, or asks it for orders: each of them is one of today's API. */
  const update = /^POST \/api\/v1\/pilot\/update_job /;
  const moments: [string, number, string[]][] = [
    ['"starting" is to be told', 1, ['--order-poll', '0']],
    ['"running" is to be told', 2, ['--order-poll', '0']],
    ['a sign of life is due', 4, ['--heartbeat', '0.1', '--order-poll', '0']],
    ['orders are looked for', 4, ['--order-poll', '0.1']],
  ];
  const miseries: Misery[] = ['silence', 'status-500'];
  const rows = moments.flatMap(([moment, nth, args]) => miseries.map((misery) => [moment, misery, nth, args] as const));

  it.each(rows)('%s the server gives nothing but %s, the job goes on to its end all the same', async (...row) => {
    const [, misery, nth, args] = row;
    const grid = await startGrid();
    const relay = await openHttpRelay(Number(new URL(grid.server.url).port));
    onTestFinished(() => relay.close());
    const gate = join(grid.directory, 'gate');
    const transformation = await grid.script('gated', `until [ -e ${gate} ]; do sleep 0.02; done; echo x > out.txt`);
    const id = await grid.submit({ transformation, outputs: [output('out.txt')], log: log('log.tgz') });
    const begun = relay.suffer(misery, { request: update, nth });
    // Whoever waited for an answer would wait longer than this test may take.
    const bounds = ['--server-timeout', '600', '--report-patience', '600'];
    const { ended } = grid.pilot(['--url', relay.url, '--max-jobs', '1', ...bounds, ...args]);
    await begun;
    // Only from here on may the payload end: all that follows it happens while the server is of no use.
    await writeFile(gate, '');
    // Those before it may still be with the server.
    const updates = () => grid.server.requests.filter(({ method }) => method === 'pilot/update_job');
    while (updates().length < nth - 1) await sleep(5);
    const known = jobOf(grid, id).history.length;
    while (!(await grid.stored()).some((path) => path.endsWith('log.tgz'))) await sleep(20);
    expect(jobOf(grid, id).history).toHaveLength(known);
    relay.recover();
    expect([(await ended).exitCode, jobOf(grid, id).status]).toEqual([0, 'finished']);
    await grid.expectNothingLeft();
  });
});

describe('a token', () => {
  const jwt = (claims: Record<string, unknown>): string =>
    `${[{ alg: 'RS256' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.c2lnbmF0dXJl`;
  const good = { token: jwt({ sub: 'pilot' }), name: 'Pilot', groups: ['atlas/production'] };

  it('in a file that ends with a newline is accepted', async () => {
    const grid = await startGrid({ tokens: [good] });
    const file = join(grid.directory, 'token');
    await writeFile(file, `${good.token}\n`, { mode: 0o600 });
    const id = await grid.submit({ transformation: 'true' });
    const { exitCode, stderr } = await grid.pilot(['--token-file', file, '--token-origin', 'atlas:production']).ended;
    expect({ exitCode, status: jobOf(grid, id).status, stderr: exitCode === 0 ? '' : stderr }).toEqual({
      exitCode: 0,
      status: 'finished',
      stderr: '',
    });
  });

  it.each<[string, string, number, RegExp]>([
    ['has a blank within', 'one two', 0o600, /a blank within the token/],
    ['has a line break within', 'one\ntwo', 0o600, /a line break within the token/],
    ['is empty', ' \n', 0o600, /is empty/],
    ['everybody can read', good.token, 0o644, /the mode 644/],
  ])('that %s is not sent', async (_, text, mode, words) => {
    const grid = await startGrid({ tokens: [good] });
    await chmod(grid.directory, 0o755);
    const file = join(grid.directory, 'token');
    await writeFile(file, text, { mode });
    const { exitCode, stderr } = await grid.pilot(['--token-file', file, '--token-origin', 'atlas:production']).ended;
    const said = stderr.split('\n').filter((line) => line.startsWith('panda-pilot: '));
    expect([exitCode, said, grid.server.requests]).toEqual([3, [expect.stringMatching(words)], []]);
  });

  it('that has expired is not even sent', async () => {
    const grid = await startGrid({ tokens: [good] });
    const file = join(grid.directory, 'token');
    await writeFile(file, jwt({ exp: 1_000_000_000 }), { mode: 0o600 });
    const { exitCode, stderr } = await grid.pilot(['--token-file', file, '--token-origin', 'atlas:production']).ended;
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^panda-pilot: .*expired/m);
    expect(grid.server.requests).toEqual([]);
  });

  it('that expires while a payload runs ends the job with its log and its report', async () => {
    const short = jwt({ sub: 'pilot', exp: Math.floor(Date.now() / 1000) + 2 });
    const grid = await startGrid({ tokens: [good, { ...good, token: short }] });
    const [file, ready] = ['token', 'ready'].map((name) => join(grid.directory, name)) as [string, string];
    await writeFile(file, good.token, { mode: 0o600 });
    const transformation = await grid.script('long', `touch ${ready}; exec sleep 50`);
    const id = await grid.submit({ transformation, log: log('log.tgz') });
    const args = ['--token-file', file, '--token-origin', 'atlas:production', '--max-jobs', '1'];
    const { ended } = grid.pilot([...args, '--credential-watch', '0.2']);
    while (!existsSync(ready)) await sleep(20);
    // As renewals are made, in one step; soon afterwards, or already, its time is over.
    await writeFile(`${file}.new`, short, { mode: 0o600 });
    await rename(`${file}.new`, file);
    const { exitCode } = await ended;
    const { status, columns } = jobOf(grid, id);
    expect([exitCode, status, columns.pilotErrorCode]).toEqual([5, 'failed', 1373]);
    expect((await grid.stored()).map((path) => basename(path))).toEqual(['log.tgz']);
    await grid.expectNothingLeft();
  });

  it('that the server calls expired ends the pilot with one sentence', async () => {
    const grid = await startGrid({ tokens: [{ ...good, expiresAt: new Date(0) }] });
    const file = join(grid.directory, 'token');
    await writeFile(file, good.token, { mode: 0o600 });
    const { exitCode, stderr } = await grid.pilot(['--token-file', file, '--token-origin', 'atlas:production']).ended;
    expect(exitCode).toBe(3);
    expect(stderr.split('\n').filter((line) => line.startsWith('panda-pilot: '))).toHaveLength(1);
    expect(stderr).not.toContain(good.token);
  });
});
