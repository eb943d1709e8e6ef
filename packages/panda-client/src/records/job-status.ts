import type { ServerCommand } from './server-command.ts';

/** What the server knows of a job. */
export interface JobStatus {
  readonly jobId: number;
  /** The server's word, `not found` when it has none. */
  readonly state: string;
  /** 0 when not found. */
  readonly attemptNumber: number;
}

/** What the server says of a job without being told of it. */
export interface JobCheck {
  readonly jobId: number;
  /** The server's word, `not found` when it has none. */
  readonly state: string;
  /** What it orders. Absent where its API does not tell: there only the answer to an update does. */
  readonly commands?: readonly ServerCommand[];
}
