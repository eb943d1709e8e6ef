import { expect, it } from 'vitest';
import { bareJob } from '../../local-server.ts';
import { call, classicServer, post } from '../classic-call.ts';

const list = (...updates: readonly object[]) => ({ jobList: JSON.stringify(updates) });

it('answers each update as if it had come alone, in a text', async () => {
  const server = await classicServer();
  await server.submit(bareJob);
  const given = list({ jobId: 1, state: 'running', metaData: { a: [1, true] } }, { jobId: '9', state: 'running' });
  expect(JSON.parse(await post(server, 'updateJobsInBulk', given))).toEqual([
    true,
    ['StatusCode=0&command=NULL', 'StatusCode=0&command=tobekilled'],
  ]);
  expect(await call(server, 'updateJobsInBulk', given)).toEqual([
    true,
    [
      { type: 'json', content: '{"StatusCode":0,"command":"NULL"}' },
      { type: 'json', content: '{"StatusCode":0,"command":"tobekilled"}' },
    ],
  ]);
  expect(server.job(1)?.metadata).toBe("{'a': [1, True]}");
});

it.each([
  [list({ jobId: 1, state: 'running', grid_id: 'x' }), "got an unexpected keyword argument 'grid_id'"],
  [list({ state: 'running' }), "missing 1 required positional argument: 'jobId'"],
  [{ jobList: '{}' }, 'the list of jobs is none'],
  [{ jobList: 'x' }, 'Expecting value'],
  [{ jobList: '[5]' }, 'no dictionary'],
])('loses all answers over %j', async (given, words) => {
  const server = await classicServer();
  await server.submit(bareJob);
  const answer = await call(server, 'updateJobsInBulk', { ...given, harvester_id: 'h' });
  expect(answer).toEqual([false, expect.stringContaining(words)]);
  expect(answer).toEqual([false, expect.stringMatching(/^updateJobsInBulk h failed with (?:Type|Value)Error /)]);
});
