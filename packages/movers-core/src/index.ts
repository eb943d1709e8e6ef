export type { Clock } from './clock.ts';
export { moverErrorFrom } from './errno.ts';
export {
  checksumOfFile,
  chunksOf,
  createDigest,
  type Digest,
  isLocalAlgorithm,
  type LocalAlgorithm,
  openRegularFile,
} from './local-file.ts';
export type {
  CallOptions,
  GetRequest,
  Mover,
  MoverDefinition,
  MoverFeatures,
  PutRequest,
  Receipt,
  RemoteStat,
  TransferOptions,
} from './mover.ts';
export { isMoverError, MoverError, type MoverErrorDetails, type MoverErrorKind } from './mover-error.ts';
export type { CommandEnding, CommandOutcome, MoverTools, RunOptions } from './mover-tools.ts';
export { pilotErrorFor } from './pilot-code.ts';
export { createRegistry, type Registry } from './registry.ts';
export { destinationOf, replicasOf, type StorageSite } from './replicas.ts';
export type {
  Direction,
  FailedAttempt,
  FailedTransfer,
  StagedFile,
  StageInOutcome,
  StageInRequest,
  StageOutOutcome,
  StageOutRequest,
  StoredFile,
  TransferEvent,
  Verification,
} from './staging.ts';
export { createTimeLimit, type TimeLimit } from './time-limit.ts';
export { createTransferEngine, type TransferEngine, type TransferEngineDeps } from './transfer-engine.ts';
export type { TransferLimits } from './transfer-limits.ts';
export { schemesOf, turlOf } from './turl.ts';
