import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPandaServerError, type PandaClient, type ReportedState, type ServerCommand } from '../../src/index.ts';
import { type GridServer, gridServer } from './grid-server.ts';
import { contractArguments, updateFields } from './update-fields.ts';

const names = contractArguments.split(/\s+/).filter((name) => name !== '');

it.each(names)('the table of arguments has %s', (name) => {
  expect(updateFields.filter(({ v1 }) => v1 === name)).toHaveLength(1);
});

describe.each(['v1', 'classic'] as const)('an update by the API %s', (api) => {
  let grid: GridServer;
  let client: PandaClient;
  beforeAll(async () => {
    grid = await gridServer();
    client = grid.client({ api, credential: await grid.credential('a token of an issuer') });
  });
  afterAll(() => grid.close());

  const submitted = (): Promise<number> =>
    grid.server.submit({ queue: 'Q', label: 'managed', transformation: '/bin/true' });

  it.each(updateFields)('stores $v1', async (field) => {
    const jobId = await submitted();
    await client.updateJob({ jobId, state: 'running', ...field.told });
    const { arguments: given = {} } = grid.server.requests.at(-1) ?? {};
    expect(Object.keys(given)).toContain(field[api]);
    const record = grid.server.job(jobId);
    const stored = (api === 'classic' ? field.storedByClassic : undefined) ?? field.stored;
    expect(field.in === 'record' ? record : record?.columns).toMatchObject(stored);
  });

  it.each<[ReportedState, string]>([
    ['starting', 'starting'],
    ['running', 'running'],
    ['transferring', 'transferring'],
    ['holding', 'holding'],
    ['finished', 'holding'],
    ['failed', 'holding'],
  ])('that says %s makes the job %s', async (state, status) => {
    const jobId = await submitted();
    await expect(client.updateJob({ jobId, state })).resolves.toEqual({ commands: [] });
    expect(grid.server.job(jobId)?.status).toBe(status);
  });

  it('of another attempt is to be killed, and stores nothing', async () => {
    const jobId = await submitted();
    const answer = await client.updateJob({ jobId, state: 'running', attemptNumber: 2, eventCount: 5 });
    expect(answer.commands).toEqual([{ kind: 'tobekilled' }]);
    expect(grid.server.job(jobId)).toMatchObject({ status: 'activated', columns: {} });
  });

  it.each<[readonly string[], readonly ServerCommand[]]>([
    [[], []],
    [['tobekilled'], [{ kind: 'tobekilled' }]],
    [['softkill'], [{ kind: 'softkill' }]],
    [['debug'], [{ kind: 'debug' }]],
    [
      ['debug', 'tail payload.stdout'],
      [{ kind: 'debug' }, { kind: 'text', text: 'tail payload.stdout' }],
    ],
    [
      ['debug', 'tobekilled'],
      [{ kind: 'debug' }, { kind: 'tobekilled' }],
    ],
    [['ps -ef, please'], [{ kind: 'text', text: 'ps -ef, please' }]],
  ])('brings back %j, again and again', async (orders, commands) => {
    const jobId = await submitted();
    for (const order of orders) grid.server.command(jobId, order);
    for (const _ of [1, 2]) {
      expect((await client.updateJob({ jobId, state: 'running' })).commands).toEqual(commands);
    }
  });

  it('that repeats a final state is done already, and archived later', async () => {
    const jobId = await submitted();
    const final = { jobId, state: 'failed', pilotErrorCode: 1150 } as const;
    expect((await client.updateJob(final)).commands).toEqual([]);
    expect((await client.updateJob(final)).commands).toEqual([{ kind: 'alreadydone' }]);
    grid.server.runAdder();
    expect((await client.updateJob(final)).commands).toEqual([{ kind: 'tobekilled' }]);
  });

  it('with another batch id, which is no number, is a database error in the words of success', async () => {
    const jobId = await submitted();
    await client.updateJob({ jobId, state: 'running', batchId: 'a.1' });
    const error: unknown = await client.updateJob({ jobId, state: 'running', batchId: 'b.2' }).catch(String);
    expect(String(error)).toMatch(/trouble with its database/);
    const again = await client
      .updateJob({ jobId, state: 'running', batchId: 'c.3' })
      .catch((reason: unknown) => reason);
    expect(isPandaServerError(again, 'database') && again.retryable).toBe(true);
  });

  it('in a thousand characters of every alphabet arrives as it was sent', async () => {
    const jobId = await submitted();
    const metadata = JSON.stringify({ text: 'é漢😀\u0000 '.repeat(1000) });
    await client.updateJob({ jobId, state: 'running', metadata });
    expect(grid.server.job(jobId)?.metadata).toBe(metadata);
  });
});
