import { expect, it } from 'vitest';
import { bareJob } from '../../local-server.ts';
import { call, classicServer } from '../classic-call.ts';

it('switches the debug mode of a job', async () => {
  const server = await classicServer();
  const pandaID = await server.submit(bareJob);
  for (const modeOn of [true, false]) {
    expect(await call(server, 'setDebugMode', { pandaID, modeOn })).toBe('Succeeded');
    expect(server.job(pandaID)?.debug).toBe(modeOn);
  }
});

it('says why it did not', async () => {
  const given = { pandaID: 9, modeOn: true };
  expect(await call(await classicServer(), 'setDebugMode', given)).toBe('ERROR : job 9 not found in DB');
  expect(await call(await classicServer({ tokens: [] }), 'setDebugMode', given)).toBe('ERROR : no HTTPS');
});
