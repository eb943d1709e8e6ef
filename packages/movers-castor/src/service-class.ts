import { type CallOptions, hasCrashed, isMoverError, toolError, type ToolRunner } from '@panda-pilot/movers-core';
import type { CastorOptions } from './options.ts';
import { rfioOutcomes } from './rfio-outcomes.ts';

/** What a program of RFIO needs to know of a file's pools, as environment. */
export type Pools = (
  path: string,
  call: CallOptions & { readonly file: string },
) => Promise<Readonly<Record<string, string>>>;

/** Where nothing need be known of them. */
export const noPools: Pools = () => Promise.resolve({});

/** By the site's table, else by asking the stager, class by class, where the file is on disk. */
export function poolsByClass({ stager, serviceClasses, otherClasses }: CastorOptions, runner: ToolRunner): Pools {
  const stagerIs = stager === undefined ? {} : { STAGE_HOST: stager, STAGER_HOST: stager };
  const base = { ...stagerIs, RFIO_USE_CASTOR_V2: 'YES' };
  return async (path, call) => {
    const known = serviceClasses.find((one) => path.includes(one.path))?.name;
    if (known !== undefined) return { ...base, STAGE_SVCCLASS: known };
    for (const name of otherClasses.slice(0, -1)) {
      const environment = { ...base, STAGE_SVCCLASS: name };
      if ((await askStager(runner, path, { ...call, environment })) === 'online') return environment;
    }
    const last = otherClasses.at(-1);
    return last === undefined ? base : { ...base, STAGE_SVCCLASS: last };
  };
}

/** What the stager says of where a file is. Rejects when there was no time, or no program, to ask, and when that crashed. */
async function askStager(
  runner: ToolRunner,
  path: string,
  call: CallOptions & { readonly file: string; readonly environment?: Readonly<Record<string, string>> },
): Promise<'online' | 'nearline' | 'unknown'> {
  const outcome = await runner.run('stager_qry', ['-M', path], call);
  const { stdout } = outcome;
  if (hasCrashed(outcome.ending)) throw toolError(outcome, { tool: 'stager_qry', file: call.file }, rfioOutcomes);
  if (/\bSTAGED\b/.test(stdout)) return 'online';
  // Another state, or no entry for the file: a stager that says neither has not answered.
  return /\b(?:STAGEIN|STAGEOUT|INVALID|WAITTAPERECALL)\b|\bError 2\//.test(stdout) ? 'nearline' : 'unknown';
}

/** The same, where a node without `stager_qry` does not know. */
export async function localityOf(
  ...question: Parameters<typeof askStager>
): Promise<'online' | 'nearline' | 'unknown'> {
  try {
    return await askStager(...question);
  } catch (error) {
    if (isMoverError(error, 'tool-missing')) return 'unknown';
    throw error;
  }
}
