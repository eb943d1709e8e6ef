import { constants } from 'node:os';
import { type Job, PilotError } from '@panda-pilot/core';
import { startTicksOf } from '@panda-pilot/lease';
import type { CommandResult, Usage } from '@panda-pilot/timed-command';
import { collectEvidence } from '../interpretation/evidence.ts';
import { interpretPayload } from '../interpretation/interpret-payload.ts';
import type { PayloadReport } from '../state/job-report.ts';
import type { PayloadEnding } from '../state/journal.ts';
import { note } from '../state/note.ts';
import { outputFiles } from '../staging/output-files.ts';
import { payloadCommand, payloadEnvironment } from './payload-command.ts';
import type { JobRun } from '../job-run.ts';
import { type PayloadWatch, watchPayload } from '../watchdogs/watch-payload.ts';
import { findCoreDump } from '../watchdogs/core-dump.ts';
import { usageReport } from '../report/usage-report.ts';

/**
 * Runs the steps of the payload that have not run, one after the other, until one fails. Settles the verdict; resolves with what the
 * server is told. Never runs a step twice: one that was running when its supervisor died fails the job.
 */
export async function runPayload(run: JobRun): Promise<PayloadReport> {
  const { before, verdict, lostPayload } = run;
  if (before.payload.kind === 'ended') {
    return settle(run, before.payload.ending, { report: {}, step: before.payload.step });
  }
  if (before.payload.kind === 'lost') {
    if (before.payload.process !== undefined) stopRemains(before.payload.process);
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
  await run.place.prepare();
  const watch = watchPayload(run);
  let report: PayloadReport = {};
  let startedAt: string | undefined;
  const used: Usage[] = [];
  try {
    for (let step = firstStep; step < steps.length; step += 1) {
      const ended = await runStep(run, watch, step);
      ({ report } = ended);
      used.push(ended.used);
      startedAt ??= report.startedAt;
      if (run.verdict.failure !== undefined) break;
    }
  } finally {
    report = { ...report, startedAt, ...usageReport(watch.end(), used) };
  }
  return report;
}

interface StepResult {
  readonly report: PayloadReport;
  readonly used: Usage;
}

async function runStep(run: JobRun, watch: PayloadWatch, step: number): Promise<StepResult> {
  const { assignment, directory, logger, place } = run;
  const { job, queuedata } = assignment;
  const description = job.steps[step];
  if (description === undefined) throw new RangeError(`no step ${step}`);
  const env = { ...payloadEnvironment(job, { env: run.env, queue: queuedata.name }), ...place.environment() };
  const command = await payloadCommand(description, { work: directory.work, path: env['PATH'] ?? '' });
  const [stdout, stderr] = outputFiles(directory.work, job.steps.length, step);
  journalIntent(run, step);
  const startedAt = new Date();
  const child = await place.start({ ...command, env, stdout, stderr });
  const pid = await child.started;
  if (pid !== undefined) {
    note({ event: 'payload-started', pid, startTicks: startTicksOf(pid) ?? 0 }, run);
    watch.follow(pid);
    run.tell({ type: 'payload-started', pid, at: startedAt.toISOString() });
    logger.info({ pid, file: command.file, step }, 'payload started');
  }
  const result = await child.result;
  const ending = toJournal(result.ending);
  note({ event: 'payload-ended', ending, step }, run);
  logger.info({ ending, step, leftovers: result.leftovers }, 'payload ended');
  await place.disclose();
  const endedAt = new Date().toISOString();
  const coreDump = endedWell(ending) ? undefined : await findCoreDump(directory.work);
  const known = { report: { startedAt: startedAt.toISOString(), endedAt }, step, coreDump };
  return { report: settle(run, ending, known), used: result.usage };
}

/** A payload that is not on record could be run a second time by a successor: it is not begun. */
function journalIntent({ journal }: JobRun, step: number): void {
  try {
    journal.append({ event: 'payload-starting', step });
  } catch (error) {
    throw new PilotError('NO_LOCAL_SPACE', 'the journal could not be written', { cause: error });
  }
}

function settle(
  run: JobRun,
  ending: PayloadEnding,
  known: { readonly report: PayloadReport; readonly step: number; readonly coreDump?: string | undefined },
): PayloadReport {
  const { job } = run.assignment;
  const { work } = run.directory;
  const [stdout, stderr] = outputFiles(work, job.steps.length, known.step);
  const { failure, exeError, reportedExitCode, events } = interpretPayload(
    ending,
    collectEvidence(work, { stdout, stderr }),
    { coreDump: known.coreDump, runGen: isRunGen(job, known.step) },
  );
  if (failure !== undefined) run.verdict.fail(failure);
  return {
    ...known.report,
    ...(ending.kind === 'exited' ? { exitCode: ending.exitCode } : {}),
    ...(ending.kind === 'signaled' ? { signal: ending.signal } : {}),
    ...(exeError === undefined ? {} : { exeError }),
    ...(reportedExitCode === undefined ? {} : { reportedExitCode }),
    ...(events === undefined ? {} : { events }),
  };
}

/** PanDA's own scripts that fetch and run a user's program: `runGen-00-00-02`, `runAthena-00-00-12`. */
function isRunGen(job: Job, step: number): boolean {
  return /(^|\/)run(Gen|Athena)[\w.-]*$/.test(job.steps[step]?.transformation ?? '');
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
  try {
    process.kill(-pid, constants.signals.SIGKILL);
  } catch (error) {
    // Another account's: its supervisor has ended it when ours died.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) throw error;
  }
}
