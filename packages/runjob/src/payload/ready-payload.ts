import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PilotError } from '@panda-pilot/core';
import type { ArgumentsWanted, Experiment } from '../experiments/experiment.ts';
import { experimentOf, loadExperiment } from '../experiments/experiments.ts';
import { setUpScript } from '../experiments/set-up.ts';
import type { JobRun } from '../job-run.ts';
import { imageOf } from './image-of.ts';
import { fetchTransformation, isRemote } from './fetch-transformation.ts';
import { placelessCatalog } from './input-catalog.ts';
import { payloadEnvironment } from './payload-environment.ts';
import { coprocessPart, type PayloadPart, payloadParts, type ReadyPart, setUpName } from './payload-parts.ts';
import { remainingSteps } from '../state/remaining-steps.ts';
import { type Replayed, replayScript, replayScriptName } from './replay-script.ts';
import { withoutInputs } from './without-inputs.ts';

/** Everything that the payload needs, before anything of it runs. */
export interface ReadyPayload {
  readonly parts: readonly ReadyPart[];
  readonly coprocess?: ReadyPart;
  /** The whole environment, but for what is the place's. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Fetches transformations, writes set-up scripts, lists of files and `job_setup.sh`: everything into the staging directory, where nothing of the payload
 * has been yet, or only steps of its own. Rejects with a PilotError when the payload must not be started.
 */
export async function readyPayload(run: JobRun): Promise<ReadyPayload> {
  const { assignment, env: pilotEnv } = run;
  assertImage(assignment);
  assertOwnEvents(assignment);
  const { job, queuedata, settings } = assignment;
  const experiment = await loadExperiment(experimentOf(settings.payload.experiment, queuedata.experiment));
  const wanted = { job, queuedata, env: pilotEnv };
  const env = payloadEnvironment({ ...wanted, experiment, variables: settings.payload.variables });
  const { skipped } = remainingSteps(job, run.journal.events);
  const copied = copiedInputs(run);
  const inPlace = job.inputs.some(({ lfn }) => !copied.includes(lfn) && !skipped.has(lfn));
  const ready = (part: PayloadPart): Promise<ReadyPart> =>
    readyPart(run, part, { ...wanted, experiment, inPlace, skipped });
  const parts: ReadyPart[] = [];
  for (const part of payloadParts(job)) parts.push(await ready(part));
  const beside = coprocessPart(job);
  const coprocess = beside === undefined ? undefined : await ready(beside);
  for (const { name, lfns } of job.fileLists) {
    const lines = lfns.filter((lfn) => !skipped.has(lfn)).map((lfn) => `${lfn}\n`);
    await place(join(run.directory.staging, name), lines.join(''), 0o644);
  }
  const payload = { parts, env, ...(coprocess === undefined ? {} : { coprocess }) };
  await place(
    join(run.directory.staging, replayScriptName),
    replayScript({
      ...payload,
      job,
      inputs: copied,
      catalog: await placelessCatalog(run.directory),
      ...imageIn(assignment),
    }),
  );
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

async function readyPart(
  run: JobRun,
  part: PayloadPart,
  wanted: ArgumentsWanted & { readonly experiment: Experiment; readonly skipped: ReadonlySet<string> },
): Promise<ReadyPart> {
  const { experiment, job, skipped } = wanted;
  const { step } = part;
  const [program = '', ...all] = part.words;
  const named = withoutInputs(all, skipped);
  const args = job.flags.literalParameters ? all : (experiment.argumentsFor?.(named, wanted) ?? named);
  const words = isRemote(program) ? [`./${await fetchFor(run, program)}`, ...args] : [program, ...args];
  const folders = experiment.folders(step);
  const lines = experiment.setUp({ ...wanted, step });
  if (lines.length === 0) return { ...part, words, folders };
  const setUp = setUpName(part);
  await place(join(run.directory.staging, setUp), setUpScript(lines));
  return { ...part, words, folders, setUp };
}

function fetchFor({ assignment, directory, stop }: JobRun, url: string): Promise<string> {
  const { queuedata, settings } = assignment;
  const { downloadBytes, downloadMs, transformationUrls } = settings.payload;
  const ofQueue = (queuedata.catchall['trf_urls'] ?? '').split(/[\s;]+/).filter((source) => source !== '');
  const sources = [...transformationUrls, ...ofQueue];
  const terms = { timeoutMs: downloadMs, maxBytes: downloadBytes, directory: directory.staging, signal: stop.signal };
  return fetchTransformation(url, { ...terms, sources });
}

/** Never through a link that a step of the payload has left: what is there is removed first. */
async function place(path: string, text: string, mode = 0o755): Promise<void> {
  try {
    await rm(path, { force: true, recursive: true });
    await writeFile(path, text, { flag: 'wx', mode });
  } catch (error) {
    throw new PilotError('FILE_HANDLING_FAILURE', `${basename(path)} could not be written`, { cause: error });
  }
}

/** How the image is entered that the payload runs in, if it runs in one. */
function imageIn({ launch }: JobRun['assignment']): Pick<Replayed, 'image'> {
  return launch?.image === undefined ? {} : { image: { path: launch.image, options: launch.options ?? [] } };
}

/** What was staged in by copying: inputs that are read where they are need not be brought. */
function copiedInputs({ assignment, directory }: JobRun): readonly string[] {
  const places = [directory.staging, directory.work];
  return assignment.job.inputs
    .map(({ lfn }) => lfn)
    .filter((lfn) => places.some((folder) => existsSync(join(folder, lfn))));
}
