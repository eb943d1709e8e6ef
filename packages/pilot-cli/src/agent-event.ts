import type { FromRunJob, JobReport } from '@panda-pilot/runjob';

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
