import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJob } from '../src/job-description.ts';
import type { Job } from '../src/job.ts';
import { serializeJob } from '../src/serialize-job.ts';
import { arbitrarySample } from './job-description/arbitrary-wire.ts';
import { plainWire, userWire } from './job-description/wire-jobs.ts';

describe('serializeJob', () => {
  it.each([
    ['plain', plainWire],
    ['user', userWire],
  ])('gives back what a real server sent: %s', (_, wire) => {
    expect(JSON.stringify(serializeJob(parseJob(wire)))).toBe(JSON.stringify(wire));
  });

  it('gives back any job to the letter, unknown fields included', () => {
    fc.assert(
      fc.property(arbitrarySample, ({ wire }) => {
        expect(JSON.stringify(serializeJob(parseJob(wire)))).toBe(JSON.stringify(wire));
      }),
      { numRuns: 200 },
    );
  });

  it('says what a changed job says', () => {
    fc.assert(
      fc.property(arbitrarySample, arbitrarySample, fc.subarray(changeable), (one, other, keys) => {
        const job = parseJob(one.wire);
        const changed = exchange(job, parseJob(other.wire), keys);
        expect(withoutWire(parseJob(serializeJob(changed)))).toEqual(withoutWire(changed));
      }),
      { numRuns: 200 },
    );
  });

  it('leaves the fields alone that were not changed, and rewrites those that are aligned together', () => {
    const job = parseJob({ ...userWire, coreCount: '08', future: [1] });
    const serialized = serializeJob({
      ...job,
      debug: true,
      inputs: job.inputs.with(0, { ...job.inputs[0], lfn: 'a.root', guid: 'BBBB' }),
    });
    const { debug, GUID, dispatchDblock, ddmEndPointIn, ...others } = serialized;
    expect({ debug, GUID, dispatchDblock, ddmEndPointIn }).toEqual({
      debug: 'True',
      GUID: 'BBBB,NULL',
      dispatchDblock: 'panda.dis.1,NULL',
      ddmEndPointIn: 'SITE_DATADISK,NULL',
    });
    expect(others).toMatchObject({ coreCount: '08', future: [1], outFiles: userWire['outFiles'] });
  });

  it('puts a log that was in the middle last, in every list at once', () => {
    const job = parseJob(userWire);
    const serialized = serializeJob({ ...job, outputs: job.outputs.map((file) => ({ ...file, optional: false })) });
    expect(serialized).toMatchObject({
      outFiles: 'user.out.root,user.hist.root,log.Y.tgz',
      realDatasets: 'out.1,out.2,out.log',
      ddmEndPointOut: 'SCRATCH,SCRATCH,SCRATCHLOG',
      scopeOut: 'user.some,NULL',
    });
    expect(serialized).not.toHaveProperty('allowNoOutput');
  });

  it('takes away a key that stands for what is no more', () => {
    const job = parseJob({ ...plainWire, debug: 'True', loopingCheck: false, container_name: 'x' });
    const { container: _, ...rest } = job;
    const serialized = serializeJob({ ...rest, debug: false, loopingCheck: true });
    expect(Object.keys(serialized)).toEqual(Object.keys(plainWire));
  });
});

const changeable = [
  'steps',
  'inputs',
  'outputs',
  'log',
  'limits',
  'flags',
  'fileLists',
  'archives',
  'multiStep',
  'eventService',
]
  .concat(['debug', 'loopingCheck', 'container', 'owner', 'jobName', 'secrets', 'ioIntensity', 'attemptNumber'])
  .toSorted();

/** `job` with some of its fields as `other` has them. */
function exchange(job: Job, other: Job, keys: readonly string[]): Job {
  const taken = Object.entries(other).filter(([key]) => keys.includes(key));
  const kept = Object.entries(job).filter(([key]) => !keys.includes(key));
  const files = Object.fromEntries([...kept, ...taken]) as Job;
  const log = files.log && { ...files.log, lfn: `the log ${files.log.lfn}` };
  const isBuildJob = files.outputs.length === 1 && files.outputs.every(({ lfn }) => lfn.includes('.lib.'));
  return { ...files, ...(log && { log }), isBuildJob };
}

function withoutWire(job: Job): Job {
  return { ...job, wire: {} };
}
