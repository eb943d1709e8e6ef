import type { Logger, Queuedata } from '@panda-pilot/core';
import type { ProxyMoment } from '@panda-pilot/credentials';
import type { JobUpdate, PandaClient } from '@panda-pilot/panda-client';
import type { JobReport, PilotErrorRecord, RunJobSettings } from '@panda-pilot/runjob';
import type { startCommand } from '@panda-pilot/timed-command';
import type { WorkerReport } from './agent/worker-report.ts';
import type { AcquireFacts } from './node/acquire-facts.ts';
import type { HarvesterExchange } from './harvester/exchange.ts';
import type { Launching } from './launch/launching.ts';
import type { Report } from './agent-event.ts';
import type { SlotTime } from './agent/slot-time.ts';
import type { UpdateLine } from './job/update-line.ts';

/** What the composition root hands to the agent's parts. */
export interface AgentContext {
  readonly client: PandaClient;
  /**
   * Rejects with a PilotError when the pilot's credential, as its file is at this moment, will not do for what is about
   * to be done.
   */
  readonly checkCredential: (moment: ProxyMoment) => Promise<void>;
  /** From the start of the process until it was ready to ask. */
  readonly initialSetupMs: number;
  readonly workerReport: WorkerReport;
  /** Ends whatever would keep the process: timers and connections. */
  close(): void;
  readonly queuedata: Queuedata;
  /** As it was read, for runjob. */
  readonly queuedataText: string;
  readonly workdir: string;
  /** This pilot's own directory below it. */
  readonly site: string;
  /** Where updates of jobs go. */
  readonly updates: UpdateLine;
  /** What every update says of this pilot and its node. */
  readonly updateFacts: UpdateFacts;
  /** What every request for a job says. */
  readonly acquireFacts: AcquireFacts;
  readonly node: string;
  /** Of the node, or what the batch slot is allowed of it. */
  readonly memoryMb?: number;
  readonly label?: string;
  /** Whether every job after the first is asked of its task. */
  readonly sameTask: boolean;
  readonly exchange?: HarvesterExchange;
  /** Jobs come from Harvester alone. */
  readonly pushedJobsOnly: boolean;
  /** Where `pandaIDs.out` is written, for a pilot that a wrapper or Harvester has started. */
  readonly pandaIdsDirectory?: string;
  /** Decides how payloads are started; absent: plainly, as the pilot's own account. */
  readonly launching?: Launching;
  readonly jobSettings: Partial<RunJobSettings>;
  readonly times: AgentTimes;
  readonly keep: boolean;
  /** Jobs that run at once; each has its share of memory and disk. */
  readonly slots: number;
  readonly slotTime: SlotTime;
  /** Aborted when the jobs that run are to be the last. */
  readonly drain: AbortSignal;
  readonly logger: Logger;
  readonly report: Report;
  readonly startCommand: typeof startCommand;
  /** How runjob is started: program and first arguments. */
  readonly runjob: readonly [file: string, ...args: string[]];
  readonly env: Readonly<Record<string, string>>;
  /** Aborted, with a PilotError as reason, when the pilot is told to end. */
  readonly stop: AbortSignal;
}

export interface AgentTimes {
  /** Between two full updates of a job; they bring the server's orders back. */
  readonly heartbeatMs: number;
  /** Between two short looks for orders; 0: none. */
  readonly orderPollMs: number;
  /** The same while the server has the job in debug mode. */
  readonly debugHeartbeatMs: number;
  /** Between two looks at the credential while a payload runs; 0: none. */
  readonly credentialWatchMs: number;
  /** For how long the server is asked for a job though it does not answer. */
  readonly serverPatienceMs: number;
  /** For how long the pilot stays to deliver a final update. */
  readonly reportPatienceMs: number;
  /** For how long in a row the server may refuse the credential meanwhile. */
  readonly refusedCredentialMs: number;
  /** For how long further jobs are asked for; 0: one job. */
  readonly timefloorMs: number;
  readonly maxJobs: number;
  /** Failed jobs after which no further one is asked for: the node may be at fault. */
  readonly maxFailedJobs: number;
  /** Requests without a job after which the pilot leaves. */
  readonly jobRequests: number;
  /** How long runjob may take to stop a job, beyond the payload's grace, before it is killed. */
  readonly runjobGraceMs: number;
}

export type UpdateFacts = Pick<
  JobUpdate,
  'siteName' | 'node' | 'pilotId' | 'schedulerId' | 'batchId' | 'cpuConsumptionUnit' | 'cpuArchitectureLevel'
>;

/** How one job ended, as the agent's exit code needs it. */
export interface JobEnd {
  readonly pandaId: number;
  readonly state: JobReport['state'];
  readonly error?: PilotErrorRecord;
}
