import { describe, expect, it } from 'vitest';
import type { PandaLocal } from '../../../src/index.ts';
import { acquire, fullJob, get, localServer, post } from '../../local-server.ts';

async function withRanges(): Promise<{
  server: PandaLocal;
  id: number;
  take: (n_ranges: number) => Promise<string[]>;
}> {
  const server = await localServer();
  const id = await server.submit({ ...fullJob, eventRanges: 3 });
  await acquire(server);
  const take = async (n_ranges: number) => {
    const { data } = await post(server, 'event/acquire_event_ranges', { job_id: id, jobset_id: id, n_ranges });
    return (data as { eventRangeID: string }[]).map(({ eventRangeID }) => eventRangeID);
  };
  return { server, id, take };
}

describe('event ranges', () => {
  it('are given once, until none is left', async () => {
    const { server, id, take } = await withRanges();
    expect(await take(2)).toEqual([`0-${id}-1-1-1`, `0-${id}-1-2-1`]);
    expect(
      (await get(server, 'event/get_available_event_range_count', `job_id=${id}&jobset_id=1&task_id=0`)).data,
    ).toBe(1);
    expect(await take(2)).toEqual([`0-${id}-1-3-1`]);
    expect(await take(2)).toEqual([]);
  });

  it('are not given for a job that is to be killed, or is not there', async () => {
    const { server, id, take } = await withRanges();
    server.command(id, 'tobekilled');
    expect(await take(1)).toEqual([]);
    expect((await post(server, 'event/acquire_event_ranges', { job_id: 99, jobset_id: 1 })).data).toEqual([]);
  });

  it('are updated one at a time, and the command comes as JSON within JSON', async () => {
    const { server, id, take } = await withRanges();
    const [range] = await take(1);
    const set = (event_range_status: string, event_range_id = range) =>
      post(server, 'event/update_single_event_range', { event_range_id, event_range_status });
    expect(await set('finished')).toMatchObject({ success: true, data: { Command: `{"${id}":null}` } });
    await set('running');
    server.command(id, 'softkill');
    expect((await set('running')).data).toEqual({ Command: `{"${id}":"softkill"}` });
    expect(await set('finished', 'no-such-range')).toMatchObject({
      success: false,
      message: 'database error in the PanDA server',
    });
    const asked = encodeURIComponent(JSON.stringify([{ job_id: id, task_id: 0 }]));
    const { data } = await get(server, 'event/get_event_range_statuses', `job_task_ids=${asked}`);
    expect(data).toMatchObject({
      [id]: { [range ?? '']: { status: 'finished' }, [`0-${id}-1-2-1`]: { status: 'available' } },
    });
  });

  it.each([
    [0, 'Type not serializable', (id: string) => [{ eventRangeID: id, eventStatus: 'failed' }]],
    [
      1,
      "unhashable type: 'list'",
      (id: string) => [{ zipFile: {}, eventRanges: [{ eventRangeID: id, eventStatus: 'failed' }] }],
    ],
  ])('of version %s are updated in bulk, though the answer is a crash', async (version, message, ranges) => {
    const { server, id } = await withRanges();
    const event_ranges = JSON.stringify(ranges(`0-${id}-1-1-1`));
    const response = await fetch(`${server.url}/api/v1/event/update_event_ranges`, {
      method: 'POST',
      body: JSON.stringify({ event_ranges, version }),
      headers: { 'Content-Type': 'application/json' },
    });
    expect([response.status, await response.text()]).toEqual([500, message]);
    expect(server.job(id)?.eventRanges[0]?.status).toBe('failed');
  });

  it('are asked for in JSON, or it is a database error', async () => {
    const { server } = await withRanges();
    expect(await get(server, 'event/get_event_range_statuses', 'job_task_ids=5')).toMatchObject({ success: false });
    expect(await get(server, 'event/get_event_range_statuses', 'job_task_ids=x')).toMatchObject({ success: false });
  });
});
