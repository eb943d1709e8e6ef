export type { CommandOptions, CommandResult, OutputTarget, RunningCommand } from './command.ts';
export { describeEnding, type Ending, type Exit, type NotStarted } from './ending.ts';
export { getStatusOutput } from './get-status-output.ts';
export type { OutputStream } from './streams/output.ts';
export { allPids, readProc } from './processes/proc.ts';
export { hasEnded, type ProcessStat, statOf } from './processes/process-stat.ts';
export type { Delivery, SignalGroup } from './processes/signals.ts';
export { runCommand, startCommand } from './run-command.ts';
export type { Usage } from './processes/usage.ts';
