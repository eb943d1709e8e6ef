import { silentLogger } from '@panda-pilot/core';
import { scriptedServer, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { type SlotFeatures, readSlotFeatures } from '../../src/node/slot-features.ts';

const read = (env: Record<string, string>): Promise<SlotFeatures> =>
  readSlotFeatures(env, { fetch, logger: silentLogger, now: () => 1_000_000 });

describe('the features of a slot', () => {
  it('come from files; the earliest end counts', async () => {
    const root = await tree({
      'machine/shutdowntime': '9000\n',
      'job/shutdowntime_job': '8000',
      'job/jobstart_secs': '2000',
      'job/wall_limit_secs': '5000\n',
      'job/cpu_limit_secs': '40000',
      'job/max_rss_bytes': '2.1e9',
      'job/scratch_limit_bytes': '20000000000',
    });
    expect(await read({ MACHINEFEATURES: `${root}/machine`, JOBFEATURES: `${root}/job` })).toEqual({
      endsAt: 7_000_000,
      cpuSeconds: 40_000,
      memoryBytes: 2.1e9,
      diskBytes: 2e10,
    });
  });

  it('are understood in the units of the first version, too', async () => {
    const root = await tree({ mem_limit_MB: '2000', disk_limit_GB: '20' });
    expect(await read({ JOBFEATURES: root })).toEqual({ memoryBytes: 2e9, diskBytes: 2e10 });
  });

  it('count wall time from here where nobody says when the slot began', async () => {
    expect(await read({ JOBFEATURES: await tree({ wall_limit_secs: '60' }) })).toEqual({ endsAt: 1_060_000 });
  });

  it('are none where there are none, or none that make sense', async () => {
    const root = await tree({
      shutdowntime: 'soon',
      shutdowntime_job: '-1',
      cpu_limit_secs: '0',
      max_rss_bytes: '9'.repeat(99),
    });
    expect(await read({})).toEqual({});
    expect(await read({ MACHINEFEATURES: root, JOBFEATURES: root })).toEqual({});
    expect(await read({ MACHINEFEATURES: '/nowhere', JOBFEATURES: '' })).toEqual({});
  });

  it('come from URLs, too; a server that is not there is none', async () => {
    const server = await scriptedServer({ answers: [{ body: '3600\n' }] });
    expect(await read({ MACHINEFEATURES: `${server.url}/machine/` })).toEqual({ endsAt: 3_600_000 });
    expect(server.requests.map(({ path }) => path)).toEqual(['/machine/shutdowntime']);
    server.answer({ status: 404 });
    expect(await read({ JOBFEATURES: 'http://127.0.0.1:9/job' })).toEqual({});
  });
});
