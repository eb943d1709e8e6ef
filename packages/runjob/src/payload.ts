import { constants } from 'node:os';
import { mkdir } from 'node:fs/promises';
import { PilotError, isPilotError } from '@panda-pilot/core';
import type { CommandResult, RunningCommand, Usage } from '@panda-pilot/timed-command';
import type { PayloadReport } from './job-report.ts';
import type { PayloadEnding } from './journal.ts';
import { startTicksOf } from './lease.ts';
import { lastLine } from './log-extract.ts';
import { note } from './note.ts';
import { outputFiles } from './output-files.ts';
import { payloadCommand, payloadEnvironment } from './payload-command.ts';
import { payloadFailure } from './payload-outcome.ts';
import type { JobRun } from './job-run.ts';
import { type PayloadWatch, watchPayload } from './watchdogs/watch-payload.ts';
import { findCoreDump } from './watchdogs/core-dump.ts';
import { usageReport } from './usage-report.ts';

/**
 * Runs the steps of the payload that have not run, one after the other, until one fails. Settles the verdict; resolves with what the
 * server is told. Never runs a step twice: one that was running when its supervisor died fails the job.
 */
export async function runPayload(run: JobRun): Promise<PayloadReport> {
  const { assignment, before, directory, verdict, lostPayload } = run;
  if (before.payload.kind === 'ended') {
    const [, stderr] = outputFiles(directory.work, assignment.job.steps.length, before.payload.step);
    return settle(run, before.payload.ending, { report: {}, stderr });
  }
  if (before.payload.kind === 'lost') {
    stopRemains(before.payload);
    verdict.fail(new PilotError(lostPayload, 'the payload was running when its supervisor died'));
    return {};
  }
  if (verdict.failure !== undefined) return {};
  const report = await verdict.guard(() =>
    runSteps(run, before.payload.kind === 'to-run' ? before.payload.firstStep : 0),
  );
  return report ?? {};
}

async function runSteps(run: JobRun, firstStep: number): Promise<PayloadReport> {
  const { steps } = run.assignment.job;
  const watch = watchPayload(run);
  let report: PayloadReport = {};
  let used: Usage | undefined;
  try {
    for (let step = firstStep; step < steps.length; step += 1) {
      ({ report, used } = await runStep(run, watch, step));
      if (run.verdict.failure !== undefined) break;
    }
  } finally {
    report = { ...report, ...usageReport(watch.end(), used) };
  }
  return report;
}

interface StepResult {
  readonly report: PayloadReport;
  readonly used: Usage;
}

async function runStep(run: JobRun, watch: PayloadWatch, step: number): Promise<StepResult> {
  const { assignment, directory, logger, stop } = run;
  const { job, queuedata, settings } = assignment;
  const description = job.steps[step];
  if (description === undefined) throw new RangeError(`no step ${step}`);
  const { temporary } = directory;
  await mkdir(temporary, { recursive: true, mode: 0o770 });
  const env = payloadEnvironment(job, { env: run.env, temporary, queue: queuedata.name });
  const command = await payloadCommand(description, { work: directory.work, path: env['PATH'] ?? '' });
  const [stdout, stderr] = outputFiles(directory.work, job.steps.length, step);
  const startedAt = new Date();
  const child = run.startCommand(command.file, command.args, {
    cwd: directory.work,
    env,
    stdin: 'ignore',
    stdout: { file: stdout },
    stderr: { file: stderr },
    signal: stop.signal,
    graceMs: settings.graceMs,
    leftovers: 'kill',
    whenWeDie: 'kill',
  });
  const pid = await child.started;
  if (pid !== undefined) {
    await journalStart(run, child, pid);
    watch.follow(pid);
    run.tell({ type: 'payload-started', pid, at: startedAt.toISOString() });
    logger.info({ pid, file: command.file, step }, 'payload started');
  }
  const result = await child.result;
  const ending = toJournal(result.ending);
  note({ event: 'payload-ended', ending, step }, run);
  logger.info({ ending, step, leftovers: result.leftovers }, 'payload ended');
  const endedAt = new Date().toISOString();
  const coreDump = endedWell(ending) ? undefined : await findCoreDump(directory.work);
  const known = { report: { startedAt: startedAt.toISOString(), endedAt }, stderr, coreDump };
  return { report: settle(run, ending, known), used: result.usage };
}

/** A payload whose start is not on record could be run a second time by a successor: it is stopped rather than risked. */
async function journalStart({ journal }: JobRun, child: RunningCommand, pid: number): Promise<void> {
  try {
    journal.append({ event: 'payload-started', pid, startTicks: startTicksOf(pid) ?? 0 });
  } catch (error) {
    child.stop(error);
    await child.result;
    throw new PilotError('NO_LOCAL_SPACE', 'the journal could not be written', { cause: error });
  }
}

function settle(
  run: JobRun,
  ending: PayloadEnding,
  known: { readonly report: PayloadReport; readonly stderr: string; readonly coreDump?: string | undefined },
): PayloadReport {
  const words = endedWell(ending) ? '' : lastLine(known.stderr);
  const failure = payloadFailure(ending, words);
  const dumped = known.coreDump !== undefined && isPilotError(failure, 'PAYLOAD_EXECUTION_FAILURE');
  if (failure !== undefined) run.verdict.fail(dumped ? coreDumpFailure(failure, known.coreDump) : failure);
  return {
    ...known.report,
    ...(ending.kind === 'exited' ? { exitCode: ending.exitCode } : {}),
    ...(ending.kind === 'signaled' ? { signal: ending.signal } : {}),
  };
}

/** A payload that failed with one exit code or another has its reason in the core dump. */
function coreDumpFailure(failure: PilotError, file = ''): PilotError {
  return new PilotError('CORE_DUMP', `${file}: ${failure.message}`, {
    cause: failure,
    details: { ...failure.details, file },
  });
}

function endedWell(ending: PayloadEnding): boolean {
  return ending.kind === 'exited' && ending.exitCode === 0;
}

function toJournal(ending: CommandResult['ending']): PayloadEnding {
  switch (ending.kind) {
    case 'exited':
    case 'signaled':
    case 'timed-out':
      return ending;
    case 'cancelled':
      return { kind: 'cancelled', forced: ending.forced };
    case 'not-started':
      return { kind: 'not-started', code: ending.code, which: ending.which, message: ending.message };
  }
}

/** The dead supervisor's watchdog has killed the payload; should it have died too, its group is still known by pid and start time. */
function stopRemains({ pid, startTicks }: { readonly pid: number; readonly startTicks: number }): void {
  if (startTicks === 0 || startTicksOf(pid) !== startTicks) return;
  process.kill(-pid, constants.signals.SIGKILL);
}
