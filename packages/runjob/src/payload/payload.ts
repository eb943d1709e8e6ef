import { constants } from 'node:os';
import { PilotError } from '@panda-pilot/core';
import { startTicksOf } from '@panda-pilot/lease';
import { describeEnding, type Usage } from '@panda-pilot/timed-command';
import type { PayloadReport } from '../state/job-report.ts';
import { note } from '../state/note.ts';
import type { JobRun } from '../job-run.ts';
import { type PayloadWatch, watchPayload } from '../watchdogs/watch-payload.ts';
import { findCoreDump } from '../watchdogs/core-dump.ts';
import { usageReport } from '../report/usage-report.ts';
import { handSecrets, withdrawSecrets } from '../secrets/owner-secrets.ts';
import { type Coprocess, startCoprocess, together } from './coprocess.ts';
import { endedWell, hasNoMoreToDo, toJournal } from './part-ending.ts';
import { type PayloadPart, payloadParts } from './payload-parts.ts';
import { type ReadyPayload, readyPayload } from './ready/ready-payload.ts';
import { settle } from './settle.ts';
import { startPart } from './start-part.ts';

/**
 * Runs the parts of the payload that have not run, one after the other, until one fails. Settles the verdict; resolves with what the
 * server is told. Never runs a part twice: one that was running when its supervisor died fails the job.
 */
export async function runPayload(run: JobRun): Promise<PayloadReport> {
  const { assignment, before, verdict, lostPayload } = run;
  const { payload: progress } = before;
  if (progress.kind !== 'to-run') await withdrawSecrets(run, 'over');
  if (progress.kind === 'ended') {
    return settle(run, progress.ending, { report: {}, part: partAt(payloadParts(assignment.job), progress.step) });
  }
  if (progress.kind === 'lost') {
    if (progress.process !== undefined) stopRemains(progress.process);
    verdict.fail(new PilotError(lostPayload, 'the payload was running when its supervisor died'));
    return {};
  }
  if (verdict.failure !== undefined) return {};
  return (await verdict.guard(() => runParts(run, progress.firstStep))) ?? {};
}

async function runParts(run: JobRun, firstPart: number): Promise<PayloadReport> {
  const payload = await readyPayload(run);
  await run.place.prepare();
  const watch = watchPayload(run);
  const state: Running = { report: {}, used: [] };
  try {
    for (let at = firstPart; at < payload.parts.length; at = nextPart(run, payload, at)) {
      await runPart(run, { payload, watch, at, state });
      if (run.verdict.failure !== undefined || state.noMore === true) break;
    }
  } finally {
    await endCoprocess(state);
    await withdrawSecrets(run, 'over');
    state.report = { ...state.report, ...usageReport(watch.end(), state.used) };
  }
  return state.report;
}

/** What is known while the parts run. */
interface Running {
  report: PayloadReport;
  readonly used: Usage[];
  coprocess?: Coprocess | undefined;
  /** The command before the steps has said that there is nothing left to do for them. */
  noMore?: boolean;
}

/** A search for hyper-parameters goes round until its first command says that there are no more. */
function nextPart({ assignment: { job } }: JobRun, { parts }: ReadyPayload, at: number): number {
  const roundAgain = job.flags.isHpo && parts[0]?.kind === 'preprocess' && at === parts.length - 1;
  return roundAgain ? 0 : at + 1;
}

/**
 * A search for hyper-parameters is told how often it has gone round before, also by runjobs that have died: its wrapper
 * ends it by that.
 */
function roundOf({ assignment, journal }: JobRun, at: number): Readonly<Record<string, string>> {
  if (!assignment.job.flags.isHpo) return {};
  const begun = journal.events.filter((happened) => happened.event === 'payload-ended' && happened.step === 0).length;
  return { PILOT_EXEC_ITERATION_COUNT: String(at === 0 ? begun : begun - 1) };
}

interface PartRun {
  readonly payload: ReadyPayload;
  readonly watch: PayloadWatch;
  readonly at: number;
  readonly state: Running;
}

async function runPart(run: JobRun, { payload, watch, at, state }: PartRun): Promise<void> {
  const { directory, logger, place } = run;
  const part = partAt(payload.parts, at);
  const env = { ...payload.env, ...roundOf(run, at) };
  await handSecrets(run);
  if (part.kind === 'step') state.coprocess ??= await startCoprocess(run, { ...payload, env });
  else await endCoprocess(state);
  const startedAt = new Date();
  const child = await startPart(run, { part, env, onReady: () => journalIntent(run, at) });
  const pid = await child.started;
  if (pid !== undefined) {
    note({ event: 'payload-started', pid, startTicks: startTicksOf(pid) ?? 0 }, run);
    watch.follow(pid);
    run.tell({ type: 'payload-started', pid, at: startedAt.toISOString() });
    logger.info({ pid, part: part.name, words: part.words.length }, 'payload started');
  }
  const result = await child.result;
  const ending = toJournal(result.ending);
  note({ event: 'payload-ended', ending, step: at, part: part.name }, run);
  const { leftovers } = result;
  logger.info({ part: part.name, how: describeEnding(result.ending), leftovers }, 'payload ended');
  await withdrawSecrets(run, 'between-parts');
  await place.disclose();
  const coreDump = endedWell(ending) ? undefined : await findCoreDump(directory.work);
  const report = {
    ...state.report,
    startedAt: state.report.startedAt ?? startedAt.toISOString(),
    endedAt: new Date().toISOString(),
  };
  state.report = await settle(run, ending, { report, part, coreDump });
  state.used.push(result.usage);
  state.noMore = hasNoMoreToDo(run.assignment.job, part, ending);
}

/** Each round of a payload has its own; what became of them is told together. */
async function endCoprocess(state: Running): Promise<void> {
  const ended = await state.coprocess?.end();
  state.coprocess = undefined;
  if (ended !== undefined) state.report = { ...state.report, coprocess: together(state.report.coprocess, ended) };
}

/** A payload that is not on record could be run a second time by a successor: it is not begun. */
function journalIntent({ journal }: JobRun, step: number): void {
  try {
    journal.append({ event: 'payload-starting', step });
  } catch (error) {
    throw new PilotError('NO_LOCAL_SPACE', 'the journal could not be written', { cause: error });
  }
}

function partAt<Part extends PayloadPart>(parts: readonly Part[], at: number): Part {
  const part = parts[at];
  if (part === undefined) throw new RangeError(`the payload has no part ${at}`);
  return part;
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
