import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JobEvent, type JobState, nextState, receivedJob, serverStatus } from '../src/job-state.ts';
import { PilotError } from '../src/pilot-error.ts';

const looping = new PilotError('LOOPING_JOB');
const killed = new PilotError('SIGTERM');
const unstored = new PilotError('STAGE_OUT_FAILED');

const events = {
  start: { type: 'start' },
  'stage-in': { type: 'stage-in' },
  run: { type: 'run' },
  'stage-out': { type: 'stage-out' },
  'store-log': { type: 'store-log' },
  hold: { type: 'hold', reason: unstored },
  fail: { type: 'fail', error: looping },
  end: { type: 'end' },
} satisfies Record<JobEvent['type'], JobEvent>;

type EventName = keyof typeof events;

const after = (...names: readonly EventName[]): JobState =>
  names.reduce((state, name) => nextState(state, events[name]), receivedJob);

describe('nextState', () => {
  it('takes a job with inputs and outputs through every stage', () => {
    const stages = (['start', 'stage-in', 'run', 'stage-out', 'store-log', 'end'] as const).map(
      (_, index, all) => after(...all.slice(0, index + 1)).state,
    );
    expect(stages).toEqual(['starting', 'staging-in', 'running', 'staging-out', 'storing-log', 'finished']);
  });

  it.each<readonly EventName[]>([
    ['start', 'run', 'stage-out', 'store-log', 'end'],
    ['start', 'run', 'store-log', 'end'],
    ['start', 'run', 'end'],
    ['start', 'run', 'stage-out', 'end'],
    ['start', 'run', 'stage-out', 'hold', 'stage-out', 'store-log', 'end'],
    ['start', 'run', 'stage-out', 'store-log', 'hold', 'store-log', 'end'],
  ])('lets a job pass over stages without work, and resume: %s %s %s %s %s %s %s', (...names) => {
    expect(after(...names)).toEqual({ state: 'finished' });
  });

  it.each<readonly EventName[]>([
    ['fail', 'end'],
    ['start', 'fail', 'store-log', 'end'],
    ['start', 'stage-in', 'fail', 'store-log', 'end'],
    ['start', 'run', 'fail', 'stage-out', 'store-log', 'end'],
    ['start', 'run', 'stage-out', 'fail', 'store-log', 'end'],
    ['start', 'run', 'stage-out', 'store-log', 'fail', 'end'],
    ['start', 'run', 'fail', 'store-log', 'hold', 'store-log', 'end'],
    ['start', 'run', 'stage-out', 'hold', 'fail', 'end'],
  ])('fails a job wherever it is, after what must still be stored: %s %s %s %s %s %s %s', (...names) => {
    expect(after(...names)).toEqual({ state: 'failed', error: looping });
  });

  it('keeps the first cause of a failure', () => {
    const second: JobEvent = { type: 'fail', error: killed };
    const failing = nextState(after('start', 'run', 'fail'), second);
    expect(failing).toEqual({ state: 'running', failure: looping });
    const failed = nextState(failing, events.end);
    expect(nextState(failed, second)).toBe(failed);
  });

  it('keeps the cause of a failure while the job is held for its log', () => {
    expect(after('start', 'run', 'fail', 'store-log', 'hold')).toEqual({
      state: 'holding',
      reason: unstored,
      failure: looping,
    });
  });

  it.each<[EventName, readonly EventName[], string]>([
    ['run', [], 'a job that is received cannot run'],
    ['end', [], 'a job that is received cannot end'],
    ['end', ['start', 'stage-in'], 'a job that is staging-in cannot end'],
    ['start', ['start'], 'a job that is starting cannot start'],
    ['stage-in', ['start', 'run'], 'a job that is running cannot stage-in'],
    ['run', ['start', 'run'], 'a job that is running cannot run'],
    ['run', ['start', 'stage-in', 'fail'], 'a job that is staging-in (failed) cannot run'],
    ['stage-in', ['start', 'fail'], 'a job that is starting (failed) cannot stage-in'],
    ['stage-out', ['start', 'run', 'stage-out', 'store-log'], 'a job that is storing-log cannot stage-out'],
    ['hold', ['start', 'run'], 'a job that is running cannot hold'],
    ['end', ['start', 'run', 'stage-out', 'hold'], 'a job that is holding cannot end'],
    ['run', ['start', 'run', 'stage-out', 'hold'], 'a job that is holding cannot run'],
    ['fail', ['start', 'run', 'end'], 'a job that is finished cannot fail'],
    ['end', ['start', 'run', 'end'], 'a job that is finished cannot end'],
    ['store-log', ['fail', 'end'], 'a job that is failed cannot store-log'],
  ])('throws for %s after %j', (event, before, message) => {
    const state = after(...before);
    expect(() => nextState(state, events[event])).toThrow(new Error(message));
  });

  it('never leaves an end, never forgets a failure, never changes a state in place', () => {
    const name = fc.constantFrom(...(Object.keys(events) as EventName[]));
    fc.assert(
      fc.property(fc.array(name, { maxLength: 30 }), (names) => {
        let state = receivedJob;
        for (const name of names) {
          const before = structuredClone({ ...state, error: undefined, failure: undefined, reason: undefined });
          const next = possibleNext(state, events[name]);
          expect(state).toMatchObject({ state: before.state });
          if (hasFailed(state)) expect(hasFailed(next)).toBe(true);
          if (state.state === 'finished' || state.state === 'failed') expect(next).toEqual(state);
          state = next;
        }
      }),
    );
  });
});

describe('serverStatus', () => {
  it.each<[readonly EventName[], string]>([
    [[], 'starting'],
    [['start'], 'starting'],
    [['start', 'stage-in'], 'running'],
    [['start', 'run'], 'running'],
    [['start', 'run', 'fail'], 'running'],
    [['start', 'run', 'stage-out'], 'running'],
    [['start', 'run', 'store-log'], 'running'],
    [['start', 'run', 'stage-out', 'hold'], 'holding'],
    [['start', 'run', 'end'], 'finished'],
    [['fail', 'end'], 'failed'],
  ])('after %j is %s', (names, status) => {
    expect(serverStatus(after(...names))).toBe(status);
  });
});

/** The next state, or the same one when the event is impossible. */
function possibleNext(state: JobState, event: JobEvent): JobState {
  try {
    return nextState(state, event);
  } catch {
    return state;
  }
}

function hasFailed(state: JobState): boolean {
  return state.state === 'failed' || ('failure' in state && state.failure !== undefined);
}
