export type { AdderPlugin } from './adder.ts';
export type { Caller, KnownToken } from './caller.ts';
export type { Clock } from './clock.ts';
export type { CredentialShelf } from './credential-shelf.ts';
export type { ApiName } from './dialect.ts';
export type { IdentifyCertificate } from './http-rim.ts';
export type {
  EventRange,
  FinalReport,
  JobColumns,
  JobRecord,
  JobStatus,
  JudgedFile,
  StatusChange,
} from './job-record.ts';
export type { Fault, Misbehaviour } from './misbehaviour.ts';
export type { RecordedRequest } from './request-log.ts';
export { type PandaLocal, type PandaLocalOptions, startPandaLocal } from './start-panda-local.ts';
export { parseSubmittedJob, type SubmittedJob } from './submitted-job.ts';
