import { collectEvidence } from '../interpretation/evidence.ts';
import { interpretPayload } from '../interpretation/interpret-payload.ts';
import type { JobRun } from '../job-run.ts';
import type { PayloadReport } from '../state/job-report.ts';
import type { PayloadEnding } from '../state/journal.ts';
import { hasNoMoreToDo } from './part-ending.ts';
import { outputFiles, type PayloadPart } from './payload-parts.ts';

/** What is known of a part that has ended. */
export interface EndedPart {
  /** Of the parts before it. */
  readonly report: PayloadReport;
  readonly part: PayloadPart;
  readonly coreDump?: string | undefined;
}

/**
 * Settles the verdict by how a part has ended, and tells the server of it. The exit code is the last step's: what runs
 * around the steps has none.
 */
export async function settle(
  run: JobRun,
  ending: PayloadEnding,
  { coreDump, part, report }: EndedPart,
): Promise<PayloadReport> {
  const { assignment, directory, masks, verdict } = run;
  if (hasNoMoreToDo(assignment.job, part, ending)) return report;
  const [stdout, stderr] = outputFiles(directory.work, part);
  const evidence = await collectEvidence(directory.work, { stdout, stderr, masks });
  const known = { coreDump, kind: part.kind, runGen: isRunGen(part) };
  const { failure, exeError, reportedExitCode, events } = interpretPayload(ending, evidence, known);
  if (failure !== undefined) verdict.fail(failure);
  if (part.kind !== 'step') return report;
  return {
    ...withoutEnding(report),
    ...(ending.kind === 'exited' ? { exitCode: ending.exitCode } : {}),
    ...(ending.kind === 'signaled' ? { signal: ending.signal } : {}),
    ...(exeError === undefined ? {} : { exeError }),
    ...(reportedExitCode === undefined ? {} : { reportedExitCode }),
    ...(events === undefined ? {} : { events }),
  };
}

/** How an earlier step has ended is of no interest any more. */
function withoutEnding(report: PayloadReport): PayloadReport {
  const { exitCode: _exitCode, signal: _signal, exeError: _exeError, reportedExitCode: _reported, ...rest } = report;
  return rest;
}

/** PanDA's own scripts that fetch and run a user's program: `runGen-00-00-02`, `runAthena-00-00-12`. */
function isRunGen({ byShell, step }: PayloadPart): boolean {
  return byShell !== true && /(^|\/)run(Gen|Athena)[\w.-]*(#.*)?$/.test(step.transformation);
}
