import { readFileSync, statSync } from 'node:fs';
import { acquireFacts } from './acquire-facts.ts';
import { type Environment, findBatchJob, pilotId, schedulerId } from './batch-system.ts';
import type { AgentContext } from '../context.ts';
import { pandaIdsDirectory } from '../harvester/marker-files.ts';
import { readNodeFacts } from './node-facts.ts';
import type { Settings } from '../settings.ts';
import { version } from '../version.ts';

/** Who asks for jobs, and from where. */
export type Identity = Pick<AgentContext, 'acquireFacts' | 'memoryMb' | 'node' | 'pandaIdsDirectory' | 'updateFacts'>;

/** Reads it out of the variables that batch systems and factories set, and off the node itself. */
export async function identityOf(
  settings: Settings,
  where: { readonly cwd: string; readonly env: Environment; readonly workdir: string; readonly resource: string },
): Promise<Identity> {
  const { env, resource: siteName } = where;
  const batch = findBatchJob(env, textOf);
  const node = await readNodeFacts(where);
  const { memoryMb, cpuConsumptionUnit, architectureLevel } = node;
  return {
    node: node.name,
    ...(memoryMb === undefined ? {} : { memoryMb }),
    acquireFacts: acquireFacts(settings, env),
    ...(isWatched(settings) ? { pandaIdsDirectory: pandaIdsDirectory({ ...where, isDirectory }) } : {}),
    updateFacts: {
      siteName,
      node: node.name,
      pilotId: pilotId(env, { batch, versionTag: settings.versionTag, version: `panda-pilot-${version}` }),
      schedulerId: schedulerId(env),
      cpuConsumptionUnit,
      ...(batch === undefined ? {} : { batchId: batch.id }),
      ...(architectureLevel === undefined ? {} : { cpuArchitectureLevel: architectureLevel }),
    },
  };
}

/** A wrapper or Harvester has started this pilot, and reads its files. */
function isWatched({ exitCodes, harvester }: Settings): boolean {
  return exitCodes === 'pilot3' || harvester !== 'off';
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // a description that cannot be read names no job
  }
}
