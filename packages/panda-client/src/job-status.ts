/** What the server knows of a job. */
export interface JobStatus {
  readonly jobId: number;
  /** The server's word, `not found` when it has none. */
  readonly state: string;
  /** 0 when not found. */
  readonly attemptNumber: number;
}
