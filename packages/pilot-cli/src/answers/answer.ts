import type { PilotErrorEntry, Queuedata } from '@panda-pilot/core';
import type { StoredCredential } from '@panda-pilot/glexec';
import type { FailedAttempt } from '@panda-pilot/movers-core';
import type { MoverFacts, PilotErrorRecord } from '@panda-pilot/runjob';
import type { ProxyRecord } from '../commands/proxy-record.ts';
import type { ConfiguredSetting } from '../config/config.ts';
import type { JobEnd } from '../context.ts';
import type { Check } from '../doctor/check.ts';
import type { Diagnosis } from '../doctor/examine.ts';
import type { PilotEnd } from '../pilot-end.ts';
import type { QueueCheck } from '../queue/check-queue.ts';
import type { Cleaned } from '../recovery/clean.ts';
import type { VersionFacts } from '../version.ts';

/** What a command answers a program, by its `type`: docs/json.md says it to those who read it. */
export type Answer = { readonly [Type in keyof Answers]: { readonly type: Type } & Answers[Type] }[keyof Answers];

/** What stands beside each `type`. */
export interface Answers {
  run: {
    readonly end: PilotEnd['kind'];
    readonly jobs: readonly JobEnd[];
    readonly recovered: readonly JobEnd[];
    readonly undelivered: number;
  };
  recovered: { readonly jobs: readonly JobEnd[]; readonly undelivered: number };
  cleaned: { readonly dryRun: boolean; readonly directories: readonly Cleaned[] };
  doctor: {
    readonly version: string;
    readonly fit: boolean;
    readonly tookMs: number;
    readonly findings: readonly Diagnosis[];
  };
  'doctor-checks': { readonly checks: readonly Pick<Check, 'name' | 'about'>[] };
  demo: { readonly directory: string; readonly jobs: readonly DemoJobEnd[] };
  explanation: PilotErrorEntry;
  movers: { readonly movers: readonly MoverFacts[] };
  'stage-in': HandTransfers;
  'stage-out': HandTransfers;
  report: { readonly overview?: string; readonly pages: readonly ReportPage[] };
  proxy: ProxyRecord;
  'stored-proxies': { readonly proxies: readonly StoredCredential[] };
  config: {
    readonly settings: Readonly<Record<string, Omit<ConfiguredSetting, 'name'>>>;
    readonly mistakes: readonly string[];
  };
  queuedata: {
    readonly origin: string;
    readonly label: string;
    readonly queuedata: Omit<Queuedata, 'raw'>;
    readonly raw: Queuedata['raw'];
  };
  'queuedata-check': { readonly queue: string; readonly checks: readonly QueueCheck[] };
  version: VersionFacts;
}

/** How a job of the demonstration went. */
export interface DemoJobEnd {
  readonly job: string;
  readonly pandaId: number;
  readonly state: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly payloadExit: number | null;
  readonly pilotCode: number;
  /** Null for a job that no pilot has ended. */
  readonly seconds: number | null;
  readonly asExpected: boolean;
}

/** A page that was written, and the job it is about. */
export interface ReportPage {
  readonly pandaId: number | null;
  readonly outcome: string;
  /** Of a job that has failed. */
  readonly code?: number;
  readonly name?: string;
  readonly page: string;
}

/** What became of files that were copied by hand. */
export interface HandTransfers {
  readonly failed: number;
  readonly files: readonly HandTransfer[];
}

/** What became of one of them; what is not known of it is absent. */
export interface HandTransfer {
  readonly file: string;
  readonly result: 'staged' | 'remote' | 'stored' | 'failed';
  readonly seconds: number;
  readonly failedAttempts: readonly FailedAttempt[];
  readonly megabytesPerSecond?: number;
  readonly mode?: string;
  readonly bytes?: number;
  readonly checksum?: string;
  readonly verification?: string;
  readonly copytool?: string | undefined;
  readonly url?: string | undefined;
  readonly path?: string;
  readonly error?: PilotErrorRecord;
}
