import type { FromRunJob, PayloadUsage, Phase } from '@panda-pilot/runjob';
import type { AgentEvent } from '../agent-event.ts';
import { nextTransfers, type TransferViews } from './transfer-view.ts';

/** What a live screen knows of the jobs. Moments in milliseconds of one clock. */
export interface ScreenState {
  /** By PandaID: those that are not over. */
  readonly jobs: ReadonlyMap<number, JobView>;
  readonly finished: number;
  readonly failed: number;
}

/** One job that is not over. */
export interface JobView {
  readonly phase: Phase | 'starting' | 'reporting';
  /** When the phase began. */
  readonly since: number;
  /** Transfers of this phase that are over. */
  readonly transfersDone: number;
  /** What the payload has used when it was last measured. */
  readonly usage?: PayloadUsage;
  /** Those that run. */
  readonly transfers: TransferViews;
}

export const emptyScreen: ScreenState = { jobs: new Map(), finished: 0, failed: 0 };

/** The state after an event at `now`. Pure. */
export function nextState(state: ScreenState, event: AgentEvent, now: number): ScreenState {
  const { pandaId } = event;
  if (event.type === 'reported') {
    const failed = event.report.state === 'failed' ? 1 : 0;
    return { ...without(state, pandaId), finished: state.finished + 1 - failed, failed: state.failed + failed };
  }
  if (event.type === 'undelivered') return without(state, pandaId);
  const job = state.jobs.get(pandaId) ?? { phase: 'starting', since: now, transfersDone: 0, transfers: new Map() };
  return { ...state, jobs: new Map(state.jobs).set(pandaId, nextJob(job, event, now)) };
}

function without(state: ScreenState, pandaId: number): ScreenState {
  return { ...state, jobs: new Map([...state.jobs].filter(([id]) => id !== pandaId)) };
}

function nextJob(job: JobView, event: FromRunJob, now: number): JobView {
  switch (event.type) {
    case 'phase':
      return { phase: event.phase, since: now, transfersDone: 0, transfers: new Map() };
    case 'payload-started':
      return { ...job, phase: 'running', since: now };
    case 'payload-usage':
      return { ...job, usage: event.usage };
    case 'transfer-started':
    case 'transfer-progress':
      return { ...job, transfers: nextTransfers(job.transfers, event, now) };
    case 'transfer-ended':
      return { ...job, transfers: nextTransfers(job.transfers, event, now), transfersDone: job.transfersDone + 1 };
    case 'ended':
      return { phase: 'reporting', since: now, transfersDone: 0, transfers: new Map() };
  }
}
