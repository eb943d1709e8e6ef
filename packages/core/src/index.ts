export { type Adler32, createAdler32 } from './adler32.ts';
export { type Checksum, type ChecksumAlgorithm, formatChecksum, parseChecksum, sameChecksum } from './checksum.ts';
export type { InputFile, OutputFile } from './file-spec.ts';
export { parseJob, serializeJob } from './job-description.ts';
export type { AuxiliaryCommand, EventService, FileList, Job, JobFlags, JobLimits, JobStep, MultiStep } from './job.ts';
export {
  type FinalState,
  type HoldingState,
  type JobEvent,
  type JobState,
  nextState,
  receivedJob,
  type ServerStatus,
  serverStatus,
  type WorkingState,
} from './job-state.ts';
export { type LogData, type Logger, silentLogger } from './logger.ts';
export type { JsonValue, WireJob } from './wire-job.ts';
export {
  type Metadata,
  type MetadataFile,
  type NordugridFile,
  readMetadata,
  readSkipped,
  type SkippedFile,
  writeMetadata,
  writeNordugridOutputs,
  writeSkipped,
} from './metadata-xml.ts';
export {
  type CatalogFile,
  type CatalogKind,
  catalogLfn,
  readPoolFileCatalog,
  writePoolFileCatalog,
} from './pool-file-catalog.ts';
export {
  type ComputeElement,
  type ContainerType,
  type CopytoolSettings,
  type GlexecPolicy,
  parseQueuedata,
  type Queuedata,
  type QueueStatus,
  type SoftwareAreas,
  type WorkerNodeConnectivity,
} from './queuedata.ts';
export type { CopyPrefix, PrefixPair } from './queuedata/copy-prefix.ts';
export type { CopySetup } from './queuedata/copy-setup.ts';
export { type Activity, copytoolsFor } from './queuedata/copytools-for.ts';
export { expandQueuedata, type ExpandedQueuedata } from './queuedata/expand-queuedata.ts';
export { nativePath, rucioPath, userPath } from './queuedata/file-path.ts';
export { overrideQueuedata, type QueuedataOverrides, takeQueuedataOverrides } from './queuedata/overrides.ts';
export type { QueueParams } from './queuedata/queue-params.ts';
export type { RawQueuedata } from './queuedata/raw-queuedata.ts';
export type { StorageElement } from './queuedata/storage-element.ts';
export { type Destination, destinationPath, expandStoragePaths, storageEndpoint } from './queuedata/storage-path.ts';
export { parseStorages, protocolsFor, type Storage, type StorageProtocol } from './queuedata/storages.ts';
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
export { redact } from './redact.ts';
