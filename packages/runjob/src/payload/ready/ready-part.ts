import type { ArgumentsWanted, Experiment } from '../../experiments/experiment.ts';
import { setUpScript } from '../../experiments/set-up.ts';
import type { JobRun } from '../../job-run.ts';
import { fetchTransformation, isRemote } from './fetch-transformation.ts';
import { type PayloadPart, type ReadyPart, setUpName } from '../payload-parts.ts';
import { stageFile } from './stage-file.ts';
import { withoutInputs } from './without-inputs.ts';

/** What makes a command of this job ready. */
export interface PartNeeds extends ArgumentsWanted {
  readonly experiment: Experiment;
  /** Inputs that it does without. */
  readonly skipped: ReadonlySet<string>;
}

/** Fetches the transformation of a part and writes its set-up script, into the staging directory. Rejects with a PilotError. */
export async function readyPart(run: JobRun, part: PayloadPart, needs: PartNeeds): Promise<ReadyPart> {
  const { experiment, job, skipped } = needs;
  const { step } = part;
  const [program = '', ...all] = part.words;
  const named = withoutInputs(all, skipped);
  const literal = job.flags.literalParameters || part.byShell === true;
  const args = literal ? all : (experiment.argumentsFor?.(named, needs) ?? named);
  const words = isRemote(program) ? [`./${await fetchFor(run, program)}`, ...args] : [program, ...args];
  const folders = experiment.folders(step);
  const lines = experiment.setUp({ ...needs, step });
  if (lines.length === 0) return { ...part, words, folders };
  const setUp = setUpName(part);
  await stageFile(run.directory, setUp, { text: setUpScript(lines), mode: 0o755 });
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
