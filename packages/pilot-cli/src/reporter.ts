import type { FromRunJob, JobReport } from '@panda-pilot/runjob';
import type { Streams, Terminal } from './streams.ts';

/** What happens to jobs, for a person who watches. */
export type AgentEvent =
  | (FromRunJob & { readonly pandaId: number })
  | { readonly type: 'reported'; readonly pandaId: number; readonly report: JobReport }
  | { readonly type: 'undelivered'; readonly pandaId: number; readonly reason: string };

export type Report = (event: AgentEvent) => void;

/** Tells a person what happens to jobs. */
export interface Reporter {
  readonly report: Report;
  /** Nothing more happens: a screen goes, lines stay. */
  close(): void;
}

/** What is watched. */
export interface WatchedRun {
  readonly queue: string;
  readonly slots: number;
  readonly env: Readonly<Record<string, string>>;
  /** Aborted when the pilot is told to end. */
  readonly stop: AbortSignal;
}

/**
 * A live screen on stderr where that is a terminal; on one that can't move its cursor a line for each thing worth telling; elsewhere nothing, for the JSON log
 * says it all.
 */
export async function createReporter({ stderr }: Streams, run: WatchedRun): Promise<Reporter> {
  if (!stderr.isTTY) return { report: () => undefined, close: () => undefined };
  if (run.env['TERM'] === 'dumb') return createLineReporter(stderr);
  const { createLiveScreen } = await import('./screen/live-screen.ts');
  return createLiveScreen(stderr, run);
}

function createLineReporter(stderr: Terminal): Reporter {
  return {
    report(event) {
      const line = describeEvent(event);
      if (line !== undefined) stderr.write(`${line}\n`);
    },
    close: () => undefined,
  };
}

/** One line, or undefined for what nobody wants to read. Pure. */
export function describeEvent(event: AgentEvent): string | undefined {
  const job = `job ${event.pandaId}`;
  switch (event.type) {
    case 'phase':
    case 'payload-usage':
      return undefined;
    case 'payload-started':
      return `${job}  payload started (pid ${event.pid})`;
    case 'transfer-started':
    case 'transfer-progress':
      return undefined;
    case 'transfer-ended':
      return event.error === undefined
        ? `${job}  ${arrow(event.direction)} ${event.lfn}  done: ${bytes(event.bytes)} in ${(event.durationMs / 1000).toFixed(2)} s`
        : `${job}  ${arrow(event.direction)} ${event.lfn}  failed: ${event.error}`;
    case 'ended':
      return undefined;
    case 'reported':
      return describeReport(event.report, job);
    case 'undelivered':
      return `${job}  the server does not have the final update: ${event.reason}`;
  }
}

function describeReport({ state, error, outputs }: JobReport, job: string): string {
  if (error === undefined)
    return `${job}  ${state}, ${outputs.length} output${outputs.length === 1 ? '' : 's'} stored, reported`;
  return `${job}  ${state} (${error.code} ${error.name}): ${error.message}\n${' '.repeat(job.length)}  hint: ${error.hint}`;
}

function arrow(direction: 'stage-in' | 'stage-out'): string {
  return direction === 'stage-in' ? '<-' : '->';
}

/** `1.2 MB`: powers of ten, as storages count. */
export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = count < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(count) / 3));
  return `${power === 0 ? count : (count / 1000 ** power).toFixed(1)} ${units[power]}`;
}
