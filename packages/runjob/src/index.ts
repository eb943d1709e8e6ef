export {
  type Assignment,
  defaultSettings,
  readAssignment,
  type RunJobSettings,
  writeAssignment,
} from './assignment.ts';
export { type Channel, type ChannelHandlers, openChannel } from './channel.ts';
export { writeDurably } from './durable-file.ts';
export { type JobReport, jobReportSchema, type PayloadReport, type StoredFile } from './job-report.ts';
export { defaultLimits, type Limits, limitsOf, type LimitSettings, pilot3Looping } from './limits.ts';
export { type Journal, type JournalEvent, openJournal, type PayloadEnding, readJournal } from './journal.ts';
export { isAlive, type LeaseOwner, type LeaseState, readLease, releaseLease, takeLease, thisOwner } from './lease.ts';
export { type LaunchOrder, launchOrderSchema } from './launch/launch-order.ts';
export type {
  LaunchedPayload,
  OpenLauncher,
  PayloadLauncher,
  PayloadSandbox,
  PayloadStart,
} from './launch/payload-launcher.ts';
export { type FromRunJob, fromRunJobSchema, type Phase, phases, type ToRunJob, toRunJobSchema } from './messages.ts';
export { assertCopytool, knownCopytools } from './movers.ts';
export { describeMovers, listMovers, type MoverFacts, moverRows } from './movers-list.ts';
export { transExitCode } from './interpretation/trans-exit-code.ts';
export type { PilotErrorRecord } from './pilot-error-schema.ts';
export { type Followed, followLogs, type GrowingLog } from './readable-log/follow-logs.ts';
export { jobLog, type JobLogOptions, payloadOutputs, pilotLog } from './readable-log/job-log.ts';
export type { LogLevel, LogLine, LogSource } from './readable-log/log-line.ts';
export { mergeLines } from './readable-log/merge-lines.ts';
export { renderLine } from './readable-log/render-line.ts';
export { remainingSteps, type RemainingSteps } from './remaining-steps.ts';
export type { RunJobDeps } from './job-run.ts';
export { runJob } from './run-job.ts';
export { runJobCommand } from './run-job-command.ts';
export { createStopOrder, type StopOrder } from './stop-order.ts';
export { jobDirectory, type JobDirectory, makeJobDirectory } from './workdir.ts';
