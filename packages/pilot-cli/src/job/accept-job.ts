import { type Job, PilotError, isPilotError, parseJob, reasonOf } from '@panda-pilot/core';
import { ensureDirectory } from '@panda-pilot/lease';
import { isPandaServerError, pilotErrorFor } from '@panda-pilot/panda-client';
import {
  type JobDirectory,
  type LaunchOrder,
  jobDirectory,
  makeJobDirectory,
  openJournal,
  writeAssignment,
} from '@panda-pilot/runjob';
import type { AgentContext } from '../context.ts';
import type { Reservation } from '../launch/launching.ts';
import { appendPandaId } from '../harvester/marker-files.ts';
import { removeTree } from '../recovery/remove-tree.ts';
import { jobDirectoryOf } from '../recovery/site-directory.ts';

/** What becomes of a job that the server has given us. */
export type Acceptance =
  | { readonly kind: 'accepted'; readonly job: Job; readonly directory: JobDirectory; readonly launch?: LaunchOrder }
  | { readonly kind: 'refused'; readonly error: PilotError };

/** Writes everything that a later pilot would need, before anything is done for the job. Leaves nothing of one that is refused. */
export async function acceptJob(
  context: AgentContext,
  given: { readonly wire: unknown; readonly site: string; readonly reserved?: Reservation },
): Promise<Acceptance> {
  let root: string | undefined;
  try {
    const job = parseJob(given.wire);
    root = jobDirectoryOf(given.site, job.pandaId);
    await ensureDirectory(root, { mode: 0o770 });
    const launch = await decideLaunch(context, { job, root, reserved: given.reserved });
    const order = isPilotError(launch) ? undefined : launch;
    const directory = jobDirectory(root, order?.otherAccount === true ? 'other-account' : 'own-account');
    await makeJobDirectory(directory);
    const journal = openJournal(directory.journal);
    // On record before there is an assignment: nobody ever starts this payload some other way.
    if (isPilotError(launch)) journal.append({ event: 'job-failed', error: launch.toJSON() });
    const { queuedataText, queuedata, jobSettings } = context;
    const launchOrder = order === undefined ? {} : { launch: order };
    const assignment = { job, queuedataText, queue: queuedata.name, settings: jobSettings, ...launchOrder };
    await writeAssignment(directory.assignment, assignment);
    const { pandaId, attemptNumber } = job;
    journal.append({ event: 'job-accepted', pandaId, attemptNumber });
    await tellWrapper(context, pandaId);
    return { kind: 'accepted', job, directory, ...launchOrder };
  } catch (error) {
    if (root !== undefined) await removeTree(root);
    return { kind: 'refused', error: isPilotError(error) ? error : diskError(error) };
  }
}

/** How the payload is to be started; the error of a job whose payload must not be, which then only stores its log and reports. */
async function decideLaunch(
  { launching, logger }: AgentContext,
  { job, reserved, root }: { readonly job: Job; readonly reserved: Reservation | undefined; readonly root: string },
): Promise<LaunchOrder | PilotError | undefined> {
  try {
    return await launching?.orderFor(job, root, reserved);
  } catch (error) {
    const cause = isPandaServerError(error) ? pilotErrorFor(error) : error;
    if (!isPilotError(cause)) throw error;
    logger.error({ jobId: job.pandaId, err: cause }, 'the payload cannot be started as it must be');
    return cause;
  }
}

/** Wrappers read which jobs this pilot has begun; one that cannot is no reason not to run them. */
async function tellWrapper({ logger, pandaIdsDirectory }: AgentContext, pandaId: number): Promise<void> {
  if (pandaIdsDirectory === undefined) return;
  await appendPandaId(pandaIdsDirectory, pandaId).catch((error: unknown) =>
    logger.warn({ err: error, pandaIdsDirectory }, 'pandaIDs.out could not be written'),
  );
}

/** What the file system said while the job's directory was made. */
function diskError(error: unknown): PilotError {
  const full = error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
  return new PilotError(full ? 'NO_LOCAL_SPACE' : 'FILE_HANDLING_FAILURE', reasonOf(error), { cause: error });
}
