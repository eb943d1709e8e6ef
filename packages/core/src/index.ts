export { type Adler32, createAdler32 } from './adler32.ts';
export {
  type Checksum,
  type ChecksumAlgorithm,
  formatChecksum,
  parseChecksum,
  readChecksum,
  sameChecksum,
} from './checksum.ts';
export type { InputFile, OutputFile } from './file-spec.ts';
export { parseJob } from './job-description.ts';
export { wireJobSchema } from './job-description/wire-job-schema.ts';
export type {
  AuxiliaryCommand,
  EventService,
  FileList,
  Job,
  JobFlags,
  JobLimits,
  JobStep,
  MultiStep,
  ZipArchive,
} from './job.ts';
export { type LogData, type Logger, silentLogger } from './logger.ts';
export { serializeJob } from './serialize-job.ts';
export type { JsonValue, WireJob } from './wire-job.ts';
export type { Queuedata, QueueStatus, RawQueuedata } from './queuedata.ts';
export { parseQueuedata, queuedataFrom } from './queuedata/parse-queuedata.ts';
export type { ComputeElement } from './queuedata/compute-element.ts';
export type { ContainerType } from './queuedata/container-type.ts';
export type { CopyPrefix, PrefixPair } from './queuedata/copy-prefix.ts';
export type { CopySetup } from './queuedata/copy-setup.ts';
export { copytoolAliases, copytoolName } from './queuedata/copytool-name.ts';
export { type Activity, copytoolsFor, storagesFor } from './queuedata/copytools-for.ts';
export type { CopytoolSettings } from './queuedata/copytools.ts';
export { expandQueuedata, type ExpandedQueuedata } from './queuedata/expand-queuedata.ts';
export { nativePath, rucioPath, userPath } from './queuedata/file-path.ts';
export type { GlexecPolicy } from './queuedata/glexec-policy.ts';
export {
  overrideQueuedata,
  type OverridesTaken,
  type QueuedataOverrides,
  takeQueuedataOverrides,
} from './queuedata/overrides.ts';
export type { QueueParams } from './queuedata/queue-params.ts';
export type { SoftwareAreas } from './queuedata/software-areas.ts';
export type { StorageElement } from './queuedata/storage-element.ts';
export { type Destination, destinationPath, spaceTokenFor, storageEndpoint } from './queuedata/storage-path.ts';
export { storageUrl, type StorageUrlParts } from './queuedata/storage-url.ts';
export { parseStorages, protocolsFor, type Storage, type StorageProtocol } from './queuedata/storages.ts';
export type { WorkerNodeConnectivity } from './queuedata/worker-node-connectivity.ts';
export { errorOfSignal } from './error-of-signal.ts';
export {
  isPilotError,
  PilotError,
  type PilotErrorDetails,
  type PilotErrorJson,
  type PilotErrorOptions,
} from './pilot-error.ts';
export {
  allPilotErrors,
  codeForServer,
  findPilotError,
  hasClass,
  isRecoverable,
  type PilotErrorCode,
  pilotErrorEntry,
  type PilotErrorEntry,
  type PilotErrorName,
  PilotErrors,
} from './pilot-errors.ts';
export type {
  Blame,
  PilotErrorClass,
  PilotErrorDefinition,
  PilotErrorPhase,
  Remedy,
} from './pilot-errors/definition.ts';
export { reasonOf } from './reason-of.ts';
export { redact } from './redact.ts';
export { makeVisible, onOneLine, visibleJson } from './redact/visible.ts';
