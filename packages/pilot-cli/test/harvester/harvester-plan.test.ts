import { describe, expect, it } from 'vitest';
import { harvesterPlan } from '../../src/harvester/harvester-plan.ts';

describe('harvesterPlan', () => {
  it('is none without Harvester', () =>
    expect(harvesterPlan({ harvester: 'off' }, { cwd: '/launch', env: {} })).toBeUndefined());

  it('uses the places where the pilot was started when no others are named', () =>
    expect(harvesterPlan({ harvester: 'pull' }, { cwd: '/launch', env: {} })).toEqual({
      mode: 'pull',
      jobDefinitions: ['/pandaJobData.out', '/launch/pandaJobData.out'],
      jobRequest: '/launch/worker_requestjob.json',
      workerAttributes: '/launch/worker_attributes.json',
      eventStatus: '/launch/event_status.dump.json',
      jobReport: '/launch/jobReport.json',
      launchDirectory: '/launch',
    }));

  it('uses the places that are named', () =>
    expect(
      harvesterPlan(
        {
          harvester: 'push',
          harvesterDir: '/h',
          harvesterDataDir: 'data',
          harvesterAttributes: '/h/a.json',
          harvesterEventStatus: 'e.json',
          workdir: '/work',
        },
        { cwd: '/s/launch', env: { HARVESTER_WORKDIR: '/h' } },
      ),
    ).toMatchObject({
      mode: 'push',
      jobDefinitions: ['/s/launch/data', '/h', '/s', '/s/launch', '/work'].map((place) => `${place}/pandaJobData.out`),
      workerAttributes: '/h/a.json',
      eventStatus: '/s/launch/e.json',
      jobReport: '/h/jobReport.json',
    }));
});
