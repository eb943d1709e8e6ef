import { type Job, PilotError } from '@panda-pilot/core';
import { type JobDirectory, type JobReport, type LaunchOrder, type Masks, masksFor } from '@panda-pilot/runjob';
import type { AgentContext } from '../context.ts';
import { watchCredential } from '../credential/credential-watch.ts';
import { whileRenewed } from '../launch/while-renewed.ts';
import { runDebugCommand } from './debug/debug-command.ts';
import { failedReport } from './failed-report.ts';
import { createJobOrders } from './job-orders.ts';
import { type KnownOfPayload, learnOfPayload } from './payload-use.ts';
import { runJobToReport } from './runjob-to-report.ts';
import { type StatusUpdates, createStatusUpdates } from './status-updates.ts';
import type { RunJobOrders } from './supervise-runjob.ts';

/** What a job is run with. */
export interface BegunJob {
  readonly job: Job;
  readonly directory: JobDirectory;
  readonly launch: LaunchOrder | undefined;
  /** Called at each phase of the job, the first among them. */
  readonly onBegun: () => void;
}

/** Runs an accepted job: from the first word to the server to the report, whatever becomes of runjob. */
export async function jobToReport(context: AgentContext, given: BegunJob): Promise<JobReport> {
  const { job, directory, onBegun } = given;
  const logger = context.logger.child({ jobId: job.pandaId });
  const orders = createJobOrders(job.debug);
  const watch = watchCredential(() => context.checkCredential('running'), {
    everyMs: context.times.credentialWatchMs,
    logger,
  });
  const stop = AbortSignal.any([context.stop, context.slotTime.over, orders.kill, watch.lost]);
  const masks = masksFor(job.secrets);
  const debugOutput = (): Promise<string> => debugAnswer(context, { directory, masks }, orders.question);
  let payload: KnownOfPayload = {};
  const updates = createStatusUpdates(context, job, { logger, orders, debugOutput, payload: () => payload });
  try {
    updates.say('starting');
    const watching: RunJobOrders = {
      logger,
      stop,
      onMessage(message) {
        if (message.type === 'phase') onBegun();
        watch.follow(message);
        payload = learnOfPayload(payload, message);
        follow(context, { job, updates, message });
      },
    };
    const ended = await whileRenewed(context.launching, given, (renewals) =>
      runJobToReport(context, directory, { ...watching, renewals }),
    );
    if (!('vanished' in ended)) return ended;
    const error = new PilotError('NO_CHILD_PROCESSES', `runjob ended without a report: ${ended.vanished}`);
    return { ...failedReport(job.wire, error, directory), payload };
  } finally {
    watch.close();
    updates.close();
  }
}

/** What a debug heartbeat carries: what the operator asked for, or the last lines of the payload. */
function debugAnswer(
  context: AgentContext,
  { directory, masks }: { readonly directory: JobDirectory; readonly masks: Masks },
  question = 'tail payload.stdout',
): Promise<string> {
  const { env, startCommand } = context;
  return runDebugCommand(question, { directory: directory.records, env, startCommand, masks });
}

function follow(
  context: AgentContext,
  given: {
    readonly job: Job;
    readonly updates: StatusUpdates;
    readonly message: Parameters<RunJobOrders['onMessage']>[0];
  },
): void {
  const { job, updates, message } = given;
  const working =
    message.type === 'payload-started' ||
    (message.type === 'phase' && message.phase === 'staging-in' && job.inputs.length > 0);
  if (working) updates.say('running');
  if (message.type === 'ended') updates.close();
  context.report({ pandaId: job.pandaId, ...message });
}
