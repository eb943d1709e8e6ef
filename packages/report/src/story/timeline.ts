import type { JournalLine, Phase, RecordedStep } from '@panda-pilot/runjob';
import type { JobEvidence } from '../evidence/evidence.ts';

/** Something that took time. `from` and `to` in milliseconds since 1970. */
export interface Span {
  readonly kind: 'waiting' | Phase | 'transfer' | 'reporting';
  readonly label: string;
  readonly from: number;
  readonly to: number;
  /** It ended badly, or never. */
  readonly failed: boolean;
  readonly note?: string;
}

/** What happened when. */
export interface Timeline {
  readonly from: number;
  readonly to: number;
  /** In order of their beginnings; transfers directly behind their phase. */
  readonly spans: readonly Span[];
  /** When the first cause of a failure was found. */
  readonly failedAt?: number;
  /** Transfers that the drawing has no room for. */
  readonly omitted: number;
}

/** More rows are no picture any more; the table of files has them all. */
const mostTransfers = 60;

/** Phases and transfers by journal and log; undefined when neither tells of any moment. Pure. */
export function timelineOf({ journal, steps, running }: JobEvidence): Timeline | undefined {
  const moments = momentsOf(journal);
  const transfers = steps.flatMap((step) => (step.kind === 'transfer' ? [transferSpan(step)] : []));
  const told = withTransfers(phaseSpans(steps, { moments, running }), transfers.slice(0, mostTransfers));
  const known = [...moments.all, ...told.flatMap(({ from, to }) => [from, to])];
  if (known.length === 0) return undefined;
  const failedAt = moments.at('job-failed');
  return {
    from: Math.min(...known),
    to: Math.max(...known),
    spans: told,
    ...(failedAt === undefined ? {} : { failedAt }),
    omitted: Math.max(0, transfers.length - mostTransfers),
  };
}

/**
 * Each transfer stands behind the last phase that had begun when it did; moments are whole milliseconds, so one more or
 * less is none.
 */
function withTransfers(phases: readonly Span[], transfers: readonly Span[]): readonly Span[] {
  const phaseOf = (transfer: Span): number => phases.findLastIndex(({ from }) => from <= transfer.from + 1);
  const behind = (index: number): readonly Span[] =>
    transfers.filter((transfer) => phaseOf(transfer) === index).toSorted(byBeginning);
  return [...behind(-1), ...phases.flatMap((phase, index) => [phase, ...behind(index)])];
}

function byBeginning(a: Span, b: Span): number {
  return a.from - b.from;
}

interface Moments {
  readonly all: readonly number[];
  at(event: JournalLine['event']): number | undefined;
}

function momentsOf(journal: readonly JournalLine[]): Moments {
  const times = journal.map((line) => ({ event: line.event, at: Date.parse(line.at) }));
  const sound = times.filter(({ at }) => !Number.isNaN(at));
  return {
    all: sound.map(({ at }) => at),
    at: (event) => sound.find((line) => line.event === event)?.at,
  };
}

const phaseLabels = {
  'staging-in': 'Stage-in',
  running: 'Payload',
  'staging-out': 'Stage-out',
  'storing-log': 'Log',
} as const satisfies Record<Phase, string>;

function phaseSpans(
  steps: readonly RecordedStep[],
  { moments, running }: { readonly moments: Moments; readonly running: boolean },
): readonly Span[] {
  const phases: Span[] = [];
  for (const step of steps) {
    if (step.kind !== 'phase') continue;
    // One phase follows the other: none begins before the one before it has ended.
    const from = Math.min(step.endedAt, Math.max(step.endedAt - step.durationMs, phases.at(-1)?.to ?? 0));
    phases.push({ kind: step.phase, label: phaseLabels[step.phase], from, to: step.endedAt, failed: false });
  }
  return [
    ...waiting(phases, moments),
    ...phases,
    ...unfinishedPayload(phases, { moments, running }),
    ...reporting(moments),
  ].toSorted(byBeginning);
}

/** From the job's acceptance until something was done for it. */
function waiting(phases: readonly Span[], moments: Moments): readonly Span[] {
  const from = moments.at('job-accepted');
  const to = phases.length === 0 ? moments.at('payload-starting') : Math.min(...phases.map((phase) => phase.from));
  if (from === undefined || to === undefined || to <= from) return [];
  return [{ kind: 'waiting', label: 'Start of runjob', from, to, failed: false }];
}

/** A payload whose phase never ended: its runjob has died, or it still runs. */
function unfinishedPayload(
  phases: readonly Span[],
  { moments, running }: { readonly moments: Moments; readonly running: boolean },
): readonly Span[] {
  const from = moments.at('payload-starting');
  if (from === undefined || phases.some(({ kind }) => kind === 'running')) return [];
  const to = moments.at('payload-ended') ?? Math.max(...moments.all);
  return [
    {
      kind: 'running',
      label: 'Payload',
      from,
      to,
      failed: !running,
      note: running ? 'still runs' : 'its end is not on record',
    },
  ];
}

function reporting(moments: Moments): readonly Span[] {
  const from = moments.at('report-written');
  const to = moments.at('final-update-acknowledged');
  return from === undefined || to === undefined
    ? []
    : [{ kind: 'reporting', label: 'Report', from, to, failed: false }];
}

function transferSpan(step: Extract<RecordedStep, { kind: 'transfer' }>): Span {
  return {
    kind: 'transfer',
    label: step.lfn,
    from: step.endedAt - step.durationMs,
    to: step.endedAt,
    failed: step.error !== undefined,
    ...(step.error === undefined ? {} : { note: step.error.reason }),
  };
}
