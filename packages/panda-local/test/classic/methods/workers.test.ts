import { expect, it } from 'vitest';
import { call, classicServer } from '../classic-call.ts';

it.each([
  ['started', { StatusCode: 0 }],
  ['finished', { StatusCode: 0 }],
  ['asleep', "Invalid worker state. The worker state has to be in ('started', 'finished')"],
])('a worker that is %s', async (status, answer) => {
  const given = { site: 'S', workerID: 1, harvesterID: 'h', status };
  expect(await call(await classicServer(), 'updateWorkerPilotStatus', given)).toEqual(answer);
});
