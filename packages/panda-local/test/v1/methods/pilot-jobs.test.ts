import { writeSync } from 'node:fs';
import { parseJob, silentLogger } from '@panda-pilot/core';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { checkArguments } from '../../../src/v1/argument-check.ts';
import { Dispatcher } from '../../../src/jobs/dispatcher.ts';
import type { KnownToken } from '../../../src/index.ts';
import { JobStore, type WriteBytes } from '../../../src/jobs/job-store.ts';
import { updateJob } from '../../../src/v1/methods/pilot-jobs.ts';
import { acquire, bareJob, fullJob, get, goodReport, localServer, post, update } from '../../local-server.ts';

const user: KnownToken = { token: 'u.u.u', name: 'Ann User', groups: ['atlas'] };
const asUser = { Authorization: 'Bearer u.u.u', Origin: 'atlas' };

describe('acquire_jobs', () => {
  it('gives a list, even of one, and calls the job sent', async () => {
    const server = await localServer({ clock: () => new Date('2026-06-01T12:00:00Z') });
    const id = await server.submit(fullJob);
    const answer = await acquire(server, { node: 'slot@wn1', computing_element: 'ce', scheduler_id: 'h' });
    expect(answer).toMatchObject({
      success: true,
      message: '',
      data: {
        StatusCode: 0,
        jobs: [{ StatusCode: 0, PandaID: id, outFiles: 'out.1,log.tgz', ioIntensity: null, nSent: 1 }],
      },
    });
    expect(server.job(id)).toMatchObject({
      status: 'sent',
      columns: {
        startTime: '2026-06-01 12:00:00',
        modificationHost: 'slot@wn1',
        computingElement: 'ce',
        schedulerID: 'h',
      },
    });
  });

  it.each([bareJob, fullJob])('gives what the pilot can read: %j', async (job) => {
    const server = await localServer();
    await server.submit(job);
    const { data } = await acquire(server);
    const [wire] = (data as { jobs: unknown[] }).jobs;
    expect(parseJob(wire)).toMatchObject({ pandaId: 1, steps: [{ transformation: job.transformation }] });
  });

  it('gives as many as are asked for and there are, each once', async () => {
    const server = await localServer();
    for (let count = 0; count < 3; count++) await server.submit(bareJob);
    const ids = async (n_jobs: number) => {
      const { data } = await acquire(server, { n_jobs });
      return (data as { jobs: { PandaID: number }[] } | null)?.jobs.map(({ PandaID }) => PandaID);
    };
    expect([await ids(2), await ids(2), await ids(2)]).toEqual([[1, 2], [3], undefined]);
  });

  it.each([{}, { site_name: 'unknown' }, { timeout: 10 }])(
    'with %j finds nothing when there is nothing',
    async (more) => {
      const server = await localServer();
      if ('timeout' in more) await server.submit(bareJob);
      expect(await acquire(server, more)).toEqual({ success: false, message: 'No jobs in PanDA', data: null });
    },
  );

  it('adds empty names for a proxy when they are asked for in text', async () => {
    const server = await localServer();
    await server.submit(bareJob);
    expect((await acquire(server, { get_proxy_key: 'True' })).data).toMatchObject({
      jobs: [{ credname: '', myproxy: '' }],
    });
  });

  it('marks a job in debug mode, and brings the secrets', async () => {
    const server = await localServer({ pilotSecrets: '{"key":"value"}' });
    server.command(await server.submit(bareJob), 'debug');
    expect((await acquire(server)).data).toMatchObject({ jobs: [{ debug: 'True', pilotSecrets: '{"key":"value"}' }] });
  });

  it('gives a caller without the production role its own user jobs only', async () => {
    const server = await localServer({ tokens: [user] });
    await server.submit({ ...bareJob, label: 'user', owner: 'Bob' });
    const own = await server.submit({ ...bareJob, label: 'user', owner: 'Ann User' });
    const ask = (label?: string) =>
      post(server, 'pilot/acquire_jobs', { site_name: 'Q', prod_source_label: label, n_jobs: 9 }, asUser);
    expect((await ask()).message).toBe('no production/pilot role in VOMS FQANs or non pilot owner');
    expect((await ask('managed')).message).toBe('no production/pilot role in VOMS FQANs or non pilot owner');
    expect((await ask('user')).data).toMatchObject({ jobs: [{ PandaID: own }] });
  });
});

describe('update_job', () => {
  it('tells of a life from sent to finished', async () => {
    const server = await localServer();
    const id = await server.submit(fullJob);
    await acquire(server);
    const quiet = { StatusCode: 0, command: 'NULL' };
    expect(await update(server, id, 'starting')).toEqual(quiet);
    expect(await update(server, id, 'running', { pilot_id: 'p|1' })).toEqual(quiet);
    expect(await update(server, id, 'finished', { job_output_report: goodReport, trans_exit_code: 0 })).toEqual(quiet);
    const job = server.job(id);
    expect(job?.history.map(({ status }) => status)).toEqual([
      'activated',
      'sent',
      'starting',
      'running',
      'holding',
      'finished',
    ]);
    expect(job?.columns).toMatchObject({ pilotID: 'p|1', transExitCode: 0 });
  });

  it.each(['stagein', 'NULL', 'cancelled', ''])('refuses the state %j', async (state) => {
    const server = await localServer();
    const answer = await post(server, 'pilot/update_job', { job_id: 1, job_status: state });
    expect(answer).toEqual({ success: false, message: `Invalid job status: ${state}`, data: { StatusCode: 50 } });
  });

  it('repeats a command in every answer until another takes its place', async () => {
    const server = await localServer();
    const id = await server.submit(bareJob);
    await acquire(server);
    const command = async () => ((await update(server, id, 'running')) as { command: string }).command;
    server.command(id, 'tail payload.stdout');
    expect([await command(), await command()]).toEqual(['tail payload.stdout', 'tail payload.stdout']);
    server.command(id, 'softkill');
    expect(await command()).toBe('softkill');
    server.command(id, '');
    expect(await command()).toBe('NULL');
  });

  it('brings the secrets with debug mode', async () => {
    const server = await localServer({ pilotSecrets: 's' });
    const id = await server.submit(bareJob);
    server.command(id, 'debug');
    expect(await update(server, id, 'running')).toEqual({ StatusCode: 0, pilotSecrets: 's', command: 'debug' });
  });

  it('says alreadydone to a second final report, and tobekilled once the job is archived', async () => {
    const server = await localServer({ adder: 'manual' });
    const id = await server.submit(fullJob);
    await update(server, id, 'finished', { job_output_report: goodReport });
    expect(await update(server, id, 'finished', { job_output_report: goodReport })).toEqual({
      StatusCode: 0,
      command: 'alreadydone',
    });
    server.runAdder();
    expect(await update(server, id, 'finished')).toEqual({ StatusCode: 0, command: 'tobekilled' });
  });

  it('crashes over another batch, as the server does', async () => {
    const server = await localServer();
    const id = await server.submit(bareJob);
    await update(server, id, 'running', { batch_id: 'a.1' });
    const answer = await post(server, 'pilot/update_job', { job_id: id, job_status: 'running', batch_id: 'a.2' });
    expect(answer).toEqual({ success: true, message: 'Database error', data: { StatusCode: 30 } });
  });

  it('cancels a running job that was killed, when its pilot reports failed', async () => {
    const server = await localServer();
    const id = await server.submit(bareJob);
    await update(server, id, 'running');
    server.kill(id);
    const settled = server.settled(id);
    expect(await update(server, id, 'running')).toMatchObject({ command: 'tobekilled' });
    await update(server, id, 'failed', { pilot_error_code: 1200 });
    expect((await settled).status).toBe('cancelled');
  });

  it('calls a disk that refuses the update a database error', async () => {
    let full = false;
    const write: WriteBytes = (file, data, offset) => {
      if (full) throw Object.assign(new Error('no space left'), { code: 'ENOSPC', syscall: 'write' });
      return writeSync(file, data, offset);
    };
    const store = new JobStore(await tempDir(), silentLogger, write);
    const dispatcher = new Dispatcher(store, {
      clock: () => new Date(),
      logger: silentLogger,
      plugin: 'generic',
      adder: 'immediate',
      queueStatus: {},
    });
    const { pandaId } = dispatcher.submit(bareJob);
    full = true;
    const checked = checkArguments('pilot/update_job', { job_id: pandaId, job_status: 'running' });
    const context = {
      caller: { dn: 'x', fqans: [] },
      dispatcher,
      credentials: {},
      pilotSecrets: undefined,
      nodes: new Set<string>(),
      logger: silentLogger,
    };
    expect(checked.ok && updateJob(checked.values, context)).toEqual({
      success: true,
      message: 'Database error',
      data: { StatusCode: 30 },
    });
    expect(dispatcher.job(pandaId)?.status).toBe('activated');
    dispatcher.close();
  });
});

describe('update_jobs_bulk', () => {
  it('answers one by one, in order, each checked for itself', async () => {
    const server = await localServer();
    const id = await server.submit(bareJob);
    const job_list = [
      { job_id: id, job_status: 'running', meta_data: { a: [1, null] } },
      { job_id: id, job_status: 'running', node: 5 },
      { job_id: 99, job_status: 'running' },
      { job_id: id, job_status: 'odd' },
    ];
    const answer = await post(server, 'pilot/update_jobs_bulk', { job_list, harvester_id: 'h' });
    expect(answer).toMatchObject({
      success: true,
      data: [
        { data: { command: 'NULL' } },
        { success: false, message: "Type error: 'node' must be of type str, got int." },
        { data: { command: 'tobekilled' } },
        { success: false, message: 'Invalid job status: odd' },
      ],
    });
    expect(server.job(id)?.metadata).toBe("{'a': [1, None]}");
  });

  it.each([
    [{ job_status: 'running' }, "failed with KeyError 'job_id'"],
    [{ job_id: 1 }, "failed with KeyError 'job_status'"],
    [
      { job_id: 1, job_status: 'running', timestamp: 1 },
      "failed with TypeError got an unexpected keyword argument 'timestamp'",
    ],
  ])('loses all answers over %j', async (item, message) => {
    const server = await localServer();
    const id = await server.submit(bareJob);
    const job_list = [{ job_id: id, job_status: 'running' }, item];
    expect(await post(server, 'pilot/update_jobs_bulk', { job_list })).toEqual({ success: false, message, data: [] });
    expect(server.job(id)?.status).toBe('running');
  });
});

describe('get_job_status', () => {
  it('knows states and attempts, of archived jobs too, and says not found', async () => {
    const server = await localServer();
    const id = await server.submit({ ...bareJob, raw: { attemptNr: 3 } });
    server.kill(id);
    expect((await get(server, 'pilot/get_job_status', `job_ids=${id}&job_ids=99`)).data).toEqual([
      { job_id: id, status: 'cancelled', attempt_number: 3 },
      { job_id: 99, status: 'not found', attempt_number: 0 },
    ]);
  });
});
