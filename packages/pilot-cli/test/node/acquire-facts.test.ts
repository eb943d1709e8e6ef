import { describe, expect, it } from 'vitest';
import { acquireFacts } from '../../src/node/acquire-facts.ts';

describe('acquireFacts', () => {
  it('names Harvester, its worker, and the jobs that are wanted', () =>
    expect(
      acquireFacts(
        { jobType: 'managed', resourceType: 'SCORE' },
        { HARVESTER_ID: 'CERN_central_1', HARVESTER_WORKER_ID: '4711', PANDA_JSID: 'h' },
      ),
    ).toEqual({
      harvesterId: 'CERN_central_1',
      workerId: 4711,
      schedulerId: 'h',
      jobType: 'managed',
      resourceType: 'SCORE',
    }));

  it('narrows the jobs down to groups and a task', () =>
    expect(
      acquireFacts({ task: 7, countryGroup: 'us', workingGroup: 'phys', allowOtherCountry: true }, {}),
    ).toMatchObject({ taskId: 7, countryGroup: 'us', workingGroup: 'phys', allowOtherCountry: true }));

  it('has the server end its search before the pilot has gone', () => {
    expect(acquireFacts({ serverTimeout: 30 }, {})).toMatchObject({ serverTimeoutSeconds: 30 });
    expect(acquireFacts({ serverTimeout: 120 }, {})).not.toHaveProperty('serverTimeoutSeconds');
  });

  it.each([{}, { HARVESTER_ID: '', HARVESTER_WORKER_ID: '' }, { HARVESTER_WORKER_ID: '7; reboot' }])(
    'makes nothing up out of %j',
    (env) => expect(acquireFacts({}, env)).toEqual({ schedulerId: 'unknown' }),
  );
});
