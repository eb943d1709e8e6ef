import { PilotError } from '@panda-pilot/core';
import { experimentOf, loadExperiment } from '../../experiments/experiments.ts';
import type { JobRun } from '../../job-run.ts';
import { writeFileLists } from './file-lists.ts';
import { type GivenInputs, givenInputs } from './given-inputs.ts';
import { imageOf } from '../image-of.ts';
import { payloadEnvironment } from './payload-environment.ts';
import { coprocessPart, payloadParts, type ReadyPart } from '../payload-parts.ts';
import { readyPart } from './ready-part.ts';
import { writeReplayScript } from './write-replay-script.ts';

/** Everything that the payload needs, before anything of it runs. */
export interface ReadyPayload {
  readonly parts: readonly ReadyPart[];
  readonly coprocess?: ReadyPart;
  /** The whole environment, but for what is the place's. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Fetches transformations, writes set-up scripts, lists of files and `job_setup.sh`: everything into the staging
 * directory, where nothing of the payload has been yet, or only steps of its own. Rejects with a PilotError when the
 * payload must not be started.
 */
export async function readyPayload(run: JobRun): Promise<ReadyPayload> {
  assertImage(run.assignment);
  assertOwnEvents(run.assignment);
  const inputs = givenInputs(run);
  const payload = await readyCommands(run, inputs);
  await writeFileLists(run, inputs.skipped);
  await writeReplayScript(run, payload, inputs.copied);
  return payload;
}

/** A payload that wants another world never runs in this one. */
function assertImage({ job, launch }: JobRun['assignment']): void {
  const image = imageOf(job);
  if (image === undefined || launch?.image !== undefined) return;
  throw new PilotError('QUEUE_NOT_SETUP_FOR_CONTAINERS', `the job runs in ${image}, and nothing starts it there`);
}

/** A payload that asks for ranges of events would wait for them until it is called looping. */
function assertOwnEvents({ job }: JobRun['assignment']): void {
  if (job.eventService?.role !== 'events') return;
  throw new PilotError('ES_FATAL', 'the job asks for ranges of events, and nobody hands them out here', {
    hint: 'For the site: the queue is to take no jobs of the event service; this pilot runs their merges, and all other jobs',
  });
}

async function readyCommands(run: JobRun, { inPlace, skipped }: GivenInputs): Promise<ReadyPayload> {
  const { job, queuedata, settings } = run.assignment;
  const experiment = await loadExperiment(experimentOf(settings.payload.experiment, queuedata.experiment));
  const wanted = { job, queuedata, env: run.env, experiment };
  const needs = { ...wanted, inPlace, skipped };
  const parts: ReadyPart[] = [];
  for (const part of payloadParts(job)) parts.push(await readyPart(run, part, needs));
  const env = payloadEnvironment({ ...wanted, variables: settings.payload.variables });
  const beside = coprocessPart(job);
  return beside === undefined ? { parts, env } : { parts, env, coprocess: await readyPart(run, beside, needs) };
}
