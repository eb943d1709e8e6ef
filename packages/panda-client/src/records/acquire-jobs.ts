/** What the pilot has to offer, when it asks for jobs. */
export interface AcquireJobsRequest {
  /** The PanDA queue. */
  readonly siteName: string;
  /** How many jobs at most; the server's default is 1. */
  readonly jobCount?: number;
  /** `managed`, `user`, `unified`, `test`, `ptest`, ...; absent means `managed`. */
  readonly prodSourceLabel?: string;
  /** Memory free for jobs, MB; jobs that ask for more are not given. */
  readonly memoryMB?: number;
  /** Disk free for jobs, MB. */
  readonly diskSpaceMB?: number;
  /** Seconds left in the slot; jobs whose maxWalltime is longer are not given. */
  readonly remainingTimeSeconds?: number;
  /** Name of the worker node or slot. */
  readonly node?: string;
  readonly computingElement?: string;
  readonly prodUserId?: string;
  /** Only jobs of this task. */
  readonly taskId?: number;
  readonly resourceType?: string;
  readonly jobType?: string;
  readonly background?: true;
  readonly viaTopic?: true;
  /** Asks for the job owner's `credname` and `myproxy` with the job. */
  readonly withProxyKey?: true;
  readonly harvesterId?: string;
  readonly workerId?: number;
  readonly schedulerId?: string;
  /** Clock of the CPU, MHz. The classic API only, as those that follow. */
  readonly cpuMHz?: number;
  readonly countryGroup?: string;
  readonly workingGroup?: string;
  /** Whether jobs of other countries than `countryGroup` will do. */
  readonly allowOtherCountry?: true;
  /** The server's own limit for its search, above 10 s or no job is ever found. Default: the server's 60 s. */
  readonly serverTimeoutSeconds?: number;
}

/** What the server answered to a request for jobs. Having none is an answer, not a failure. */
export type Acquired =
  | {
      readonly kind: 'jobs';
      /** At least one job, as the server wrote it: core's `parseJob` reads it. */
      readonly jobs: readonly unknown[];
    }
  | { readonly kind: 'no-job' };
