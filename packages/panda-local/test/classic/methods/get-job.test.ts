import { expect, it } from 'vitest';
import type { KnownToken } from '../../../src/index.ts';
import { bareJob, fullJob } from '../../local-server.ts';
import { call, classicServer, post } from '../classic-call.ts';

it('gives the job itself, and a list to those who say how many', async () => {
  const server = await classicServer();
  for (let count = 0; count < 4; count++) await server.submit(fullJob);
  const wire = { StatusCode: 0, outFiles: 'out.1,log.tgz', ioIntensity: null };
  expect(await call(server, 'getJob', { siteName: 'Q' })).toMatchObject({ ...wire, PandaID: 1, nSent: 1 });
  expect(await call(server, 'getJob', { siteName: 'Q', nJobs: 1 })).toMatchObject({
    StatusCode: 0,
    jobs: [{ ...wire, PandaID: 2 }],
  });
  const fields = new URLSearchParams(await post(server, 'getJob', { siteName: 'Q', nJobs: '2' }));
  expect(JSON.parse(fields.get('jobs') ?? '')).toMatchObject([{ PandaID: 3 }, { PandaID: 4 }]);
  expect(await call(server, 'getJob', { siteName: 'Q', nJobs: 1 })).toEqual({
    StatusCode: 20,
    errorDialog: 'no jobs in PanDA',
  });
});

it('prints what is unset as Python does, in a form', async () => {
  const server = await classicServer();
  const id = await server.submit(bareJob);
  const fields = new URLSearchParams(
    await post(server, 'getJob', { siteName: 'Q', node: 'slot1@wn', schedulerID: 'h' }),
  );
  expect(Object.fromEntries(fields)).toMatchObject({ StatusCode: '0', PandaID: '1', ioIntensity: 'None' });
  expect(server.job(id)).toMatchObject({
    status: 'sent',
    columns: { modificationHost: 'slot1@wn', schedulerID: 'h' },
  });
});

it.each([
  [{ mem: '1999.9' }, 20],
  [{ mem: '2000' }, 0],
  [{ mem: 2000.5 }, 0],
  [{ mem: 'plenty' }, 0],
  [{ mem: -1 }, 0],
  [{ diskSpace: '1' }, 20],
  [{ remaining_time: 10 }, 20],
  [{ remaining_time: '1000' }, 0],
  [{ timeout: '10' }, 20],
  [{ taskID: '5' }, 20],
  [{ taskID: 0 }, 0],
  [{ prodSourceLabel: 'user' }, 20],
  [{ resourceType: 'MCORE' }, 20],
  [{ background: true }, 20],
  [{ nJobs: 'many' }, 0],
])('with %j answers StatusCode %s', async (given, StatusCode) => {
  const server = await classicServer();
  await server.submit({ ...bareJob, memoryMb: 2000, diskMb: 100, wallSeconds: 100 });
  expect(await call(server, 'getJob', { siteName: 'Q', ...given })).toMatchObject({ StatusCode });
});

const tokens: readonly KnownToken[] = [
  { token: 'u.u.u', name: 'Ann User', groups: ['atlas'] },
  { token: 'm.m.m', name: 'Max Member', groups: ['atlas', 'atlas/pilot', 'cms/any'] },
];

it('gives somebody without a role only jobs of their own', async () => {
  const server = await classicServer({ tokens });
  await server.submit({ ...bareJob, label: 'user', owner: 'Somebody Else' });
  const own = await server.submit({ ...bareJob, label: 'user', owner: 'Ann User' });
  const as = { Authorization: 'Bearer u.u.u', Origin: 'atlas' };
  const given = { siteName: 'Q', prodSourceLabel: 'user', prodUserID: 'Somebody Else' };
  expect(await call(server, 'getJob', given, as)).toMatchObject({ StatusCode: 0, PandaID: own });
  expect(await call(server, 'getJob', given, as)).toMatchObject({ StatusCode: 20 });
});

it('asks more of those who want a proxy key', async () => {
  const server = await classicServer({ tokens });
  await server.submit(bareJob);
  const asked = (Origin: string) =>
    call(server, 'getJob', { siteName: 'Q', getProxyKey: 'True' }, { Authorization: 'Bearer m.m.m', Origin });
  expect(await asked('cms:any')).toMatchObject({ StatusCode: 60 });
  expect(await asked('atlas:pilot')).toMatchObject({ StatusCode: 0, credname: '', myproxy: '' });
});

it('brings the pilots’ secrets with a job in debug mode', async () => {
  const server = await classicServer({ pilotSecrets: '{"a":"b"}' });
  server.command(await server.submit(bareJob), 'debug');
  expect(await call(server, 'getJob', { siteName: 'Q' })).toMatchObject({ debug: 'True', pilotSecrets: '{"a":"b"}' });
});
