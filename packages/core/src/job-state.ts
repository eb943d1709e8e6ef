import type { PilotError } from './pilot-error.ts';

/** Where a job is, from the moment the pilot has it. Made by {@link nextState} out of {@link receivedJob}. */
export type JobState = WorkingState | HoldingState | FinalState;

/**
 * A job with work left to do. `failure` is the first cause of its failure and stays from the moment it is known: the job
 * still stores its log, and what outputs it can, before it is `failed`.
 */
export interface WorkingState {
  readonly state: 'received' | 'starting' | 'staging-in' | 'running' | 'staging-out' | 'storing-log';
  readonly failure?: PilotError;
}

/** Something could not be stored for now (`reason`); a later pilot goes on with storing it. */
export interface HoldingState {
  readonly state: 'holding';
  readonly reason: PilotError;
  readonly failure?: PilotError;
}

/** How a job ends. */
export type FinalState = { readonly state: 'finished' } | { readonly state: 'failed'; readonly error: PilotError };

/** What happens to a job. */
export type JobEvent =
  | { readonly type: 'start' | 'stage-in' | 'run' | 'stage-out' | 'store-log' }
  /** What is left cannot be stored here and today. */
  | { readonly type: 'hold'; readonly reason: PilotError }
  /** Something went wrong for good; what must still be done is done. */
  | { readonly type: 'fail'; readonly error: PilotError }
  /** Nothing is left to do: the job is finished, or failed if anything went wrong on the way. */
  | { readonly type: 'end' };

/** The words for a job's state that the server accepts. No state of ours is `transferring`: the server sets it itself. */
export type ServerStatus = 'starting' | 'running' | 'holding' | 'transferring' | 'finished' | 'failed';

/** The state of every job that a pilot has been given. */
export const receivedJob: JobState = { state: 'received' };

/**
 * The state after `event`. Pure. Only the first `fail` counts: later ones change nothing, not even after `failed`.
 * Throws a plain Error, as for any bug, when the event cannot happen in this state: a stage entered twice or out of order,
 * anything new begun by a job that has failed, an end before the payload ran, anything at all after the end.
 */
export function nextState(state: JobState, event: JobEvent): JobState {
  if (state.state === 'failed' && event.type === 'fail') return state;
  if (state.state === 'finished' || state.state === 'failed') throw impossible(state, event);
  switch (event.type) {
    case 'fail':
      return { ...state, failure: state.failure ?? event.error };
    case 'hold':
      if (!holdable.has(state.state)) throw impossible(state, event);
      return { state: 'holding', reason: event.reason, ...failureOf(state) };
    case 'end':
      return end(state, event);
    default:
      return enter(stages[event.type], state, event);
  }
}

/** What the server is told of a job in this state. */
export function serverStatus(state: JobState): ServerStatus {
  switch (state.state) {
    case 'received':
    case 'starting':
      return 'starting';
    case 'staging-in':
    case 'running':
    case 'staging-out':
    case 'storing-log':
      return 'running';
    default:
      return state.state;
  }
}

interface Stage {
  readonly to: WorkingState['state'];
  readonly from: readonly JobState['state'][];
  /** A job that has failed may still enter it. */
  readonly afterFailure: boolean;
}

/** A stage without work is passed over: no inputs, no staging in. */
const stages: Readonly<Record<'start' | 'stage-in' | 'run' | 'stage-out' | 'store-log', Stage>> = {
  start: { to: 'starting', from: ['received'], afterFailure: false },
  'stage-in': { to: 'staging-in', from: ['starting'], afterFailure: false },
  run: { to: 'running', from: ['starting', 'staging-in'], afterFailure: false },
  'stage-out': { to: 'staging-out', from: ['running', 'holding'], afterFailure: true },
  'store-log': {
    to: 'storing-log',
    from: ['starting', 'staging-in', 'running', 'staging-out', 'holding'],
    afterFailure: true,
  },
};

const holdable: ReadonlySet<JobState['state']> = new Set(['staging-out', 'storing-log']);

/** A job may finish without outputs and without a log, but not without having run. */
const finishable: ReadonlySet<JobState['state']> = new Set(['running', 'staging-out', 'storing-log']);

function enter(stage: Stage, state: WorkingState | HoldingState, event: JobEvent): JobState {
  const open = stage.from.includes(state.state) && (stage.afterFailure || state.failure === undefined);
  if (!open) throw impossible(state, event);
  return { state: stage.to, ...failureOf(state) };
}

function end(state: WorkingState | HoldingState, event: JobEvent): FinalState {
  if (state.failure !== undefined) return { state: 'failed', error: state.failure };
  if (!finishable.has(state.state)) throw impossible(state, event);
  return { state: 'finished' };
}

function failureOf(state: WorkingState | HoldingState): { readonly failure?: PilotError } {
  return state.failure === undefined ? {} : { failure: state.failure };
}

function impossible(state: JobState, event: JobEvent): Error {
  const failed = 'failure' in state && state.failure !== undefined ? ' (failed)' : '';
  return new Error(`a job that is ${state.state}${failed} cannot ${event.type}`);
}
