import { describe, expect, it } from 'vitest';
import type { JournalEvent } from '../../src/state/journal.ts';
import { remainingSteps } from '../../src/state/remaining-steps.ts';

const step = { transformation: 'true', parameters: '' };
const oneStep = { steps: [step] };
const accepted: JournalEvent = { event: 'job-accepted', pandaId: 1, attemptNumber: 0 };
const starting: JournalEvent = { event: 'payload-starting', step: 0 };
const started: JournalEvent = { event: 'payload-started', pid: 7, startTicks: 9 };
const ended = (exitCode: number, stepNumber = 0): JournalEvent => ({
  event: 'payload-ended',
  step: stepNumber,
  ending: { kind: 'exited', exitCode },
});
const file = { lfn: 'out.root', guid: 'G', surl: 'file:///s/out.root', sizeBytes: 3 };
const error = { type: 'error' as const, code: 1099, name: 'STAGE_IN_FAILED', message: 'm', hint: 'h', details: {} };

describe('remainingSteps', () => {
  it('leaves everything to do for a job that was only accepted', () => {
    const { payload, resumed, staged, stored, finalUpdate } = remainingSteps(oneStep, [accepted]);
    expect({ payload, resumed, staged: staged.size, stored: stored.size, finalUpdate }).toEqual({
      payload: { kind: 'to-run', firstStep: 0 },
      resumed: false,
      staged: 0,
      stored: 0,
      finalUpdate: 'owed',
    });
  });

  it('never runs a payload again that was running, or may have been, when its supervisor died', () => {
    const process = { pid: 7, startTicks: 9 };
    expect(remainingSteps(oneStep, [accepted, starting]).payload).toEqual({ kind: 'lost' });
    expect(remainingSteps(oneStep, [accepted, starting, started]).payload).toEqual({ kind: 'lost', process });
  });

  it('goes on with the next step after a good one, and ends after a bad one', () => {
    const twoSteps = { steps: [step, step] };
    expect(remainingSteps(twoSteps, [accepted, started, ended(0)]).payload).toEqual({ kind: 'to-run', firstStep: 1 });
    expect(remainingSteps(twoSteps, [accepted, started, ended(3)]).payload).toMatchObject({ kind: 'ended' });
    expect(remainingSteps(twoSteps, [accepted, started, ended(0), started, ended(0, 1)]).payload).toMatchObject({
      kind: 'ended',
    });
  });

  it('remembers what is staged and stored, and the first failure only', () => {
    const events: JournalEvent[] = [
      accepted,
      { event: 'input-staged', lfn: 'in.root', sizeBytes: 1 },
      { event: 'output-stored', file },
      { event: 'job-failed', error },
      { event: 'job-failed', error: { ...error, code: 1137 } },
      { event: 'log-stored', file: { ...file, lfn: 'log.tgz' } },
    ];
    const { staged, stored, failure, log, resumed } = remainingSteps(oneStep, events);
    expect([...staged, ...stored.keys(), failure?.code, log.kind, resumed]).toEqual([
      'in.root',
      'out.root',
      1099,
      'stored',
      true,
    ]);
  });

  it('counts how often pilots have taken the job up', () => {
    const taken: JournalEvent = { event: 'recovery-begun', pid: 8 };
    expect(remainingSteps(oneStep, [accepted]).recoveries).toBe(0);
    expect(remainingSteps(oneStep, [accepted, taken, started, taken]).recoveries).toBe(2);
  });

  it('owes nothing once the server has acknowledged', () => {
    const events: JournalEvent[] = [accepted, { event: 'final-update-acknowledged', state: 'finished' }];
    expect(remainingSteps(oneStep, events).finalUpdate).toBe('acknowledged');
  });
});
