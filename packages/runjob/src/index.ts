export {
  type Assignment,
  defaultSettings,
  readAssignment,
  type RunJobSettings,
  writeAssignment,
} from './state/assignment.ts';
export type { Experiment, JobWanted, StepWanted } from './experiments/experiment.ts';
export { experimentOf, loadExperiment } from './experiments/experiments.ts';
export type { SetUpLine } from './experiments/set-up.ts';
export type { ShellWord } from './experiments/shell-words.ts';
export { type Channel, type ChannelHandlers, openChannel } from './channel/channel.ts';
export { writeDurably } from './state/durable-file.ts';
export { readOwnFile } from './state/own-file.ts';
export {
  type JobReport,
  jobReportSchema,
  type PayloadReport,
  type PayloadUsage,
  type StoredFile,
} from './state/job-report.ts';
export { defaultLimits, type Limits, limitsOf, type LimitSettings, pilot3Looping } from './state/limits.ts';
export {
  type Journal,
  type JournalEvent,
  type JournalLine,
  openJournal,
  type PayloadEnding,
  readJournal,
} from './state/journal.ts';
export { defaultPayloadSettings, type PayloadSettings } from './state/payload-settings.ts';
export { imageOf } from './payload/image-of.ts';
export { type CpuInfo, parseCpuInfo } from './sampler/cpu-info.ts';
export { type RecordedSample, readSamples } from './sampler/recorded-samples.ts';
export { hasPartsAround } from './payload/payload-parts.ts';
export { splitWords } from './payload/split-words.ts';
export { type LaunchOrder, launchOrderSchema } from './state/launch-order.ts';
export type {
  LaunchedPayload,
  OpenLauncher,
  PayloadLauncher,
  PayloadSandbox,
  PayloadStart,
} from './launch/payload-launcher.ts';
export {
  type FromRunJob,
  fromRunJobSchema,
  type Phase,
  phases,
  type ToRunJob,
  toRunJobSchema,
} from './channel/messages.ts';
export { assertCopytool, knownCopytools } from './staging/movers.ts';
export { moverTools, siteMovers } from './staging/site-movers.ts';
export { type RoundTrip, tryStorage } from './staging/try-storage.ts';
export { describeMovers, listMovers, type MoverFacts, moverRows } from './staging/movers-list.ts';
export { transExitCode } from './interpretation/trans-exit-code.ts';
export type { PilotErrorRecord } from './state/pilot-error-schema.ts';
export { type Followed, followLogs, type GrowingLog } from './readable-log/follow-logs.ts';
export { jobLog, type JobLogOptions, payloadOutputs, pilotLog, workDirectories } from './readable-log/job-log.ts';
export type { LogLevel, LogLine, LogSource } from './readable-log/log-line.ts';
export { linesOfFile, type PlacedLine } from './readable-log/lines-of-file.ts';
export { mergeLines } from './readable-log/merge-lines.ts';
export { type RecordedStep, readSteps } from './readable-log/recorded-steps.ts';
export { readRenderedLine, renderLine } from './readable-log/render-line.ts';
export { tarballLog } from './readable-log/tarball-log.ts';
export { type Masks, masksFor } from './secrets/masks.ts';
export { masksOfJob } from './secrets/masks-of-job.ts';
export { secretsFile } from './secrets/secrets-file.ts';
export { remainingSteps, type RemainingSteps } from './state/remaining-steps.ts';
export type { CheckCredential, RunJobDeps } from './job-run.ts';
export { runJob } from './run-job.ts';
export { createStopOrder, type StopOrder } from './channel/stop-order.ts';
export { jobDirectory, type JobDirectory, makeJobDirectory } from './state/workdir.ts';
