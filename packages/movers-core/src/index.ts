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
export {
  type Clock,
  createTransferEngine,
  type TransferEngine,
  type TransferEngineDeps,
  type TransferLimits,
} from './transfer-engine.ts';
