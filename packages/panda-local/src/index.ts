export type { AdderPlugin } from './jobs/adder.ts';
export type { Caller, KnownToken } from './door/caller.ts';
export type { Clock } from './clock.ts';
export type { CredentialShelf } from './door/credential-shelf.ts';
export type { ApiName } from './dialect.ts';
export { type LocalIssuer, startLocalIssuer } from './door/local-issuer.ts';
export type { OidcIssuer } from './door/oidc.ts';
export type { IdentifyCertificate } from './door/certified-caller.ts';
export type {
  EventRange,
  FinalReport,
  JobColumns,
  JobRecord,
  JobStatus,
  JudgedFile,
  StatusChange,
} from './jobs/job-record.ts';
export type { Fault, Misbehaviour } from './http/misbehaviour.ts';
export type { RecordedRequest } from './http/request-log.ts';
export { type PandaLocal, type PandaLocalOptions, startPandaLocal } from './start-panda-local.ts';
export { parseSubmittedJob, type SubmittedJob } from './jobs/submitted-job.ts';
