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
      if (await isStaged(runner, path, { ...call, environment })) return environment;
    }
    const last = otherClasses.at(-1);
    return last === undefined ? base : { ...base, STAGE_SVCCLASS: last };
  };
}

/** Whether a file is on a disk. Rejects when there was no time, or no program, to ask, and when that crashed. */
export async function isStaged(
  runner: ToolRunner,
  path: string,
  call: CallOptions & { readonly file: string; readonly environment?: Readonly<Record<string, string>> },
): Promise<boolean> {
  const outcome = await runner.run('stager_qry', ['-M', path], call);
  const { stdout } = outcome;
  if (hasCrashed(outcome.ending)) throw toolError(outcome, { tool: 'stager_qry', file: call.file }, rfioOutcomes);
  return /\bSTAGED\b/.test(stdout);
}

/** The same, where a node without `stager_qry` does not know. */
export async function localityOf(...question: Parameters<typeof isStaged>): Promise<'online' | 'nearline' | 'unknown'> {
  try {
    return (await isStaged(...question)) ? 'online' : 'nearline';
  } catch (error) {
    if (isMoverError(error, 'tool-missing')) return 'unknown';
    throw error;
  }
}
