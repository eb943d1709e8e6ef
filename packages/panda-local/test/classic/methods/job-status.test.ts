import { expect, it } from 'vitest';
import { bareJob } from '../../local-server.ts';
import { call, classicServer, post } from '../classic-call.ts';

it('getStatus tells anybody the states and attempts', async () => {
  const server = await classicServer({ tokens: [] });
  await server.submit(bareJob);
  expect(await post(server, 'getStatus', { ids: '1 99' })).toBe(
    'StatusCode=0&status=activated%2Bnotfound&attemptNr=1%2B0',
  );
});

it('checkJobStatus tells what the server wants', async () => {
  const server = await classicServer();
  for (let count = 0; count < 2; count++) await server.submit(bareJob);
  server.command(2, 'softkill');
  expect(await call(server, 'checkJobStatus', { ids: '1,2,99' })).toEqual({
    StatusCode: 0,
    data: [
      { command: null, status: 'activated' },
      { command: 'softkill', status: 'activated' },
      { command: 'tobekilled', status: 'unknown' },
    ],
  });
});
