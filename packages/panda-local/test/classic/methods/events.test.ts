import { describe, expect, it } from 'vitest';
import type { PandaLocal } from '../../../src/index.ts';
import { fullJob } from '../../local-server.ts';
import { call, classicServer, post } from '../classic-call.ts';

async function withRanges(): Promise<{ server: PandaLocal; range: (index: number) => string }> {
  const server = await classicServer();
  await server.submit({ ...fullJob, eventRanges: 3 });
  await call(server, 'getJob', { siteName: 'Q' });
  return { server, range: (index) => `0-1-1-${index}-1` };
}

const events = { pandaID: 1, jobsetID: 1, taskID: 0 };

describe('event ranges', () => {
  it('are given once', async () => {
    const { server, range } = await withRanges();
    expect(await call(server, 'getEventRanges', { ...events, nRanges: '2' })).toMatchObject({
      StatusCode: 0,
      eventRanges: [{ eventRangeID: range(1), startEvent: 1 }, { eventRangeID: range(2) }],
    });
    expect(await call(server, 'checkEventsAvailability', events)).toEqual({ StatusCode: 0, nEventRanges: 1 });
    const fields = new URLSearchParams(await post(server, 'getEventRanges', { pandaID: '1', jobsetID: '1' }));
    expect(JSON.parse(fields.get('eventRanges') ?? '')).toMatchObject([{ eventRangeID: range(3) }]);
    expect(await call(server, 'getEventRanges', events)).toEqual({ StatusCode: 0, eventRanges: [] });
    expect(await call(server, 'checkEventsAvailability', { ...events, pandaID: 99 })).toMatchObject({
      nEventRanges: 0,
    });
  });

  it('are updated one at a time, and the command is text', async () => {
    const { server, range } = await withRanges();
    server.command(1, 'softkill');
    const set = (eventRangeID: string) => post(server, 'updateEventRange', { eventRangeID, eventStatus: 'finished' });
    expect(Object.fromEntries(new URLSearchParams(await set(range(1))))).toEqual({
      StatusCode: '0',
      Command: '{"1":"softkill"}',
    });
    expect(await set('no-such-range')).toBe('StatusCode=30');
    expect(server.job(1)?.eventRanges[0]?.status).toBe('finished');
  });

  it('are updated in bulk, with one false too many', async () => {
    const { server, range } = await withRanges();
    const eventRanges = JSON.stringify([
      { eventRangeID: range(1), eventStatus: 'finished' },
      { eventRangeID: 'no-such-range', eventStatus: 'failed' },
    ]);
    expect(await call(server, 'updateEventRanges', { eventRanges })).toEqual({
      StatusCode: 0,
      Returns: '[true,false,false]',
      Command: '{"1":null}',
    });
  });

  it('are updated in a zip file, and the answer is no text', async () => {
    const { server, range } = await withRanges();
    const zipped = [{ zipFile: {}, eventRanges: [{ eventRangeID: range(1), eventStatus: 'failed' }] }];
    const given = { eventRanges: JSON.stringify(zipped), version: 1 };
    expect(await call(server, 'updateEventRanges', given)).toEqual({
      StatusCode: 0,
      Returns: [true],
      Command: { '1': null },
    });
  });

  it('are known by state to those who ask', async () => {
    const { server, range } = await withRanges();
    const ids = JSON.stringify([{ panda_id: 1, task_id: 0 }]);
    expect(await call(server, 'get_events_status', { ids })).toMatchObject({
      '1': { [range(1)]: { error: null, dialog: null } },
    });
  });
});
