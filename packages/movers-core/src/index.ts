export type { Clock } from './time/clock.ts';
export { moverErrorFrom } from './contract/errno.ts';
export { createDigest, isLocalAlgorithm, type LocalAlgorithm } from './local/checksums.ts';
export type { Digest } from './local/digest.ts';
export { chunksOf } from './local/chunks.ts';
export { checksumOfFile, openRegularFile } from './local/local-file.ts';
export type {
  CallOptions,
  Expectation,
  FileAbout,
  GetRequest,
  Mover,
  MoverDefinition,
  MoverFeatures,
  PutRequest,
  Receipt,
  RemoteStat,
  TransferOptions,
} from './contract/mover.ts';
export { isMoverError, MoverError, type MoverErrorDetails, type MoverErrorKind } from './contract/mover-error.ts';
export type { CommandEnding, CommandOutcome, MoverTools, RunOptions } from './contract/mover-tools.ts';
export { type AnswerFacts, pilotErrorFor } from './contract/pilot-code.ts';
export { unlessMissing } from './contract/unless-missing.ts';
export { createRegistry, type Registry } from './contract/registry.ts';
export { destinationOf, replicasOf, type StorageSite } from './urls/replicas.ts';
export type {
  AttemptTimes,
  Direction,
  FailedAttempt,
  FailedTransfer,
  RemoteFile,
  StagedFile,
  StageInOutcome,
  StageInRequest,
  StageOutOutcome,
  StageOutRequest,
  StoredFile,
  TransferEvent,
  Verification,
} from './engine/staging.ts';
export { createTimeLimit, type TimeLimit } from './time/time-limit.ts';
export { type DamagedReplica, damagedReplicas } from './engine/damaged-replicas.ts';
export { createTransferEngine, type TransferEngine, type TransferEngineDeps } from './engine/transfer-engine.ts';
export type { TransferLimits } from './engine/transfer-limits.ts';
export { ensureSharedDirectory } from './local/shared-directory.ts';
export { ensureDirectory, isDiskFull, requireNothing, requireRegularFile } from './local/local-path.ts';
export { inOwnDirectory } from './local/own-directory.ts';
export { orphansIn, removeOrphans, removeRemains } from './local/remains.ts';
export { endedWell } from './tool/ended-well.ts';
export { hasCrashed } from './tool/has-crashed.ts';
export { findTool, locateTool } from './tool/find-tool.ts';
export { type GroupWay, inGroups, type Settled } from './tool/in-groups.ts';
export { lastWords, type Said, wordsIn } from './tool/last-words.ts';
export { outcomeKind, type OutcomeRow, type OutcomeTable, toolError, type ToolFailure } from './tool/outcome-table.ts';
export { parseToolOptions, setupOf, type ToolOptions } from './tool/tool-options.ts';
export { createToolRunner, type ToolCall, type ToolRunner, type ToolRunnerOptions } from './tool/tool-runner.ts';
export { received } from './tool/received.ts';
export { secondTry, withSecondTry } from './tool/second-try.ts';
export { createSiteRunner } from './tool/site-runner.ts';
export { toolMover, type ToolMover } from './tool/tool-mover.ts';
export { xrootEnvironment, type XrootPosture } from './tool/xroot-environment.ts';
export { type Toolset, toolsets } from './tool/toolsets.ts';
export { type ToolChoice, whicheverTool } from './tool/whichever-tool.ts';
export { type DbRelease, dbReleaseVersion, localDbRelease } from './db-release/db-release.ts';
export { makeDbReleaseTree } from './db-release/db-release-tree.ts';
export { isDispensable, stageInVerdict, type StageInVerdict } from './engine/skipped-inputs.ts';
export { type DirectAccessSite, mayReadInPlace, openableReplicas } from './urls/direct-access.ts';
export { orderedReplicas, type Replica } from './urls/replica.ts';
export { schemesOf, turlOf } from './urls/turl.ts';
export { copying, type Copies } from './tool/copying.ts';
export { printedChecksum } from './tool/printed-checksum.ts';
export { unescaped } from './urls/unescaped.ts';
