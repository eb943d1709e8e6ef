import { join } from 'node:path';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { tree } from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { acquire, bareJob, localServer, update } from '../local-server.ts';
import { run } from './terminal.ts';

describe('submit', () => {
  it('submits the job of a file, and a list that is typed in', async () => {
    const server = await localServer();
    const file = join(await tree({ 'job.json': JSON.stringify(bareJob) }), 'job.json');
    expect(await run(['submit', file, '--url', server.url])).toEqual({ code: 0, out: '1\n', err: '' });
    const readInput = () => Promise.resolve(JSON.stringify([bareJob, bareJob]));
    expect((await run(['submit', '-', '-u', server.url], { readInput })).out).toBe('2\n3\n');
  });

  it('names every mistake of the description', async () => {
    const server = await localServer();
    const outcome = await run(['submit', '-', '-u', server.url], { readInput: () => Promise.resolve('{"cores":0}') });
    expect(outcome.code).toBe(1);
    expect(outcome.err).toMatch(/^panda-local: job description refused: queue: .*; transformation: .*; cores: .*\n$/);
  });

  it('says that a file is not JSON', async () => {
    const outcome = await run(['submit', '-'], { readInput: () => Promise.resolve('queue=Q') });
    expect(outcome).toMatchObject({ code: 1, err: expect.stringMatching(/^panda-local: - is not JSON: /) as unknown });
  });
});

describe('jobs', () => {
  it('lists nothing, a table, or everything', async () => {
    const server = await localServer();
    expect((await run(['jobs', '-u', server.url])).out).toBe('no jobs\n');
    const id = await server.submit({ ...bareJob, name: 'first', log: { lfn: 'log', scope: 's' } });
    await server.submit(bareJob);
    await acquire(server);
    await update(server, id, 'failed', {
      trans_exit_code: 3,
      pilot_error_code: 1305,
      pilot_error_diag: 'bad\u001b[31m\nluck',
    });
    expect((await run(['jobs', '-u', server.url])).out.split('\n')).toEqual([
      'JOB  STATE      QUEUE  LABEL    NAME           EXIT  PILOT  DIAGNOSIS',
      '1    failed     Q      managed  first          3     1305   bad [31m luck',
      '2    activated  Q      managed  panda-local.2  -     -',
      '',
    ]);
    expect(JSON.parse((await run(['jobs', '--json', '-u', server.url])).out)).toEqual(
      JSON.parse(JSON.stringify(server.jobs())),
    );
  });

  it('says that a server is not one of ours', async () => {
    const other = createServer((_, response) => response.end('<html>')).listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const address = other.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const outcome = await run(['jobs', '-u', url]);
    expect(outcome).toEqual({
      code: 1,
      out: '',
      err: `panda-local: ${url} is not a panda-local: it answers 200 and no JSON\n`,
    });
  });
});

describe('command, kill and misbehave', () => {
  it('reach the pilot', async () => {
    const server = await localServer();
    const id = await server.submit(bareJob);
    await acquire(server);
    expect((await run(['command', String(id), 'softkill', '-u', server.url])).code).toBe(0);
    expect(await update(server, id, 'running')).toMatchObject({ command: 'softkill' });
    expect((await run(['kill', String(id), '-u', server.url])).code).toBe(0);
    expect(await update(server, id, 'running')).toMatchObject({ command: 'tobekilled' });
    expect((await run(['kill', String(id), '--code', '9', '-u', server.url])).code).toBe(0);
    expect(server.job(id)?.status).toBe('cancelled');
    expect((await run(['misbehave', '*', 'http:503', '--times', '2', '-u', server.url])).code).toBe(0);
    expect((await fetch(`${server.url}/api/v1/system/is_alive`)).status).toBe(503);
  });

  it('say that there is no such job', async () => {
    const server = await localServer();
    expect(await run(['kill', '9', '-u', server.url])).toEqual({
      code: 1,
      out: '',
      err: 'panda-local: there is no job 9\n',
    });
  });
});
