import type { JobRun } from '../../job-run.ts';
import { placelessCatalog } from './input-catalog.ts';
import { type Replayed, replayScript, replayScriptName } from './replay-script.ts';
import { stageFile } from './stage-file.ts';

/** Writes `job_setup.sh`, which asks for the `inputs` that were copied. */
export async function writeReplayScript(
  { assignment: { job, launch }, directory }: JobRun,
  payload: Pick<Replayed, 'parts' | 'coprocess' | 'env'>,
  inputs: readonly string[],
): Promise<void> {
  const image = launch?.image === undefined ? {} : { image: { path: launch.image, options: launch.options ?? [] } };
  const catalog = await placelessCatalog(directory);
  const hasSecrets = job.secrets !== undefined;
  const text = replayScript({ ...payload, job, inputs, catalog, hasSecrets, ...image });
  await stageFile(directory, replayScriptName, { text, mode: 0o755 });
}
