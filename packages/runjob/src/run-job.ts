import type { JobReport } from './state/job-report.ts';
import type { JobRun, RunJobDeps } from './job-run.ts';
import { orderedPlace } from './launch/ordered-place.ts';
import type { PayloadPlace } from './launch/payload-place.ts';
import { plainPlace } from './launch/plain-place.ts';
import type { Phase } from './channel/messages.ts';
import { note } from './state/note.ts';
import { runPayload } from './payload/payload.ts';
import { recordTransfer } from './staging/record-transfer.ts';
import { remainingSteps } from './state/remaining-steps.ts';
import { reportJob } from './report/report-job.ts';
import { storeOrHold } from './report/store-or-hold.ts';
import { openDeclarations } from './staging/catalogues/declare-damaged.ts';
import { registerFiles } from './staging/catalogues/register-files.ts';
import { stageIn } from './staging/inputs/stage-in.ts';
import { stageOut } from './staging/outputs/stage-out.ts';
import { storeLog } from './log/store-log.ts';
import { masksFor } from './secrets/masks.ts';
import { createVerdict } from './report/verdict.ts';

/**
 * Runs one job from where its journal ends to its report: inputs in, payload, outputs out, log, report. Whatever goes wrong is the
 * report's content; it rejects only for a bug, or when the directory itself cannot be written.
 */
export async function runJob(deps: RunJobDeps): Promise<JobReport> {
  const { assignment, journal, logger, stop } = deps;
  const before = remainingSteps(assignment.job, journal.events);
  note({ event: 'runjob-started', pid: process.pid }, deps);
  logger.info(described(assignment), 'job begun');
  const verdict = createVerdict(before.failure, (error) => {
    note({ event: 'job-failed', error }, deps);
    logger.error({ code: error.code, err: error }, 'the job has failed');
  });
  const storing: JobRun['storing'] = new Map();
  const engine = deps.createEngine((event) => recordTransfer(event, { ...deps, storing }));
  const place = placeOf(deps);
  const declarations = openDeclarations(deps.catalogues ?? {}, deps.logger);
  const masks = masksFor(assignment.job.secrets);
  const run: JobRun = { ...deps, before, engine, verdict, place, masks, storing, declarations };
  const clock = createPhaseClock(run);
  if (masks.incomplete)
    logger.warn(
      {},
      'the owner has more secrets than are looked for: what the payload tells of the others is not hidden',
    );

  deps.whenRenewed?.(() => {
    place
      .renewCredential()
      .catch((error: unknown) => run.logger.warn({ err: error }, 'the payload keeps its old proxy'));
  });
  stop.whenOrdered((cause) => verdict.fail(cause));
  await clock.time('staging-in', () => verdict.guard(() => stageIn(run)));
  const payload = await clock.time('running', () => runPayload(run));
  stop.payloadIsOver();
  await clock.time('staging-out', () => storeOrHold(run, () => stageOut(run)));
  const logError = await clock.time('storing-log', () => storeLog(run));
  if (verdict.holding === undefined) await verdict.guard(() => registerFiles(run));
  await declarations.close();
  const report = await reportJob(run, { payload, logError, timings: clock.timings });
  // What is still to be stored lies there.
  if (report.state !== 'holding') {
    await place
      .close()
      .catch((error: unknown) => run.logger.error({ err: error }, "the payload's sandbox is not removed"));
  }
  return report;
}

/** What the log says of a job at its beginning. */
function described({ job, queuedata }: RunJobDeps['assignment']): Readonly<Record<string, string | number>> {
  const { attemptNumber: attempt, inputs, outputs, steps } = job;
  const transformation = steps.map((step) => step.transformation).join(', ');
  return { queue: queuedata.name, attempt, transformation, inputs: inputs.length, outputs: outputs.length };
}

function placeOf(deps: RunJobDeps): PayloadPlace {
  const { launch: order } = deps.assignment;
  return order === undefined ? plainPlace(deps) : orderedPlace({ ...deps, order });
}

function createPhaseClock(run: JobRun): {
  readonly timings: JobReport['timings'];
  time<T>(phase: Phase, work: () => Promise<T>): Promise<T>;
} {
  const timings: Record<string, number> = {};
  const keys = {
    'staging-in': 'stageInMs',
    running: 'payloadMs',
    'staging-out': 'stageOutMs',
    'storing-log': 'logMs',
  } as const;
  return {
    timings,
    async time(phase, work) {
      const startedAt = performance.now();
      run.tell({ type: 'phase', phase });
      try {
        return await work();
      } finally {
        timings[keys[phase]] = performance.now() - startedAt;
        run.logger.info({ phase, durationMs: timings[keys[phase]] }, 'phase over');
      }
    },
  };
}
