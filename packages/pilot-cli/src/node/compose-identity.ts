import { readFileSync, statSync } from 'node:fs';
import type { Queuedata } from '@panda-pilot/core';
import type { WorkerFacts } from '../agent/worker-report.ts';
import { acquireFacts } from './acquire-facts.ts';
import { type Environment, findBatchJob, pilotId, schedulerId } from './batch-system.ts';
import type { AgentContext } from '../context.ts';
import { pandaIdsDirectory } from '../harvester/marker-files.ts';
import { type GpuFacts, readGpuFacts } from './gpu-facts.ts';
import { type NodeFacts, readNodeFacts, workerNode } from './node-facts.ts';
import type { Settings } from '../config/settings.ts';
import { version } from '../version.ts';

/** Who asks for jobs, and from where. */
export type Identity = Pick<
  AgentContext,
  'acquireFacts' | 'memoryMb' | 'node' | 'pandaIdsDirectory' | 'updateFacts'
> & {
  readonly workerFacts: WorkerFacts;
};

/** Reads it out of the variables that batch systems and factories set, and off the node itself. */
export async function identityOf(
  settings: Settings,
  where: {
    readonly cwd: string;
    readonly env: Environment;
    readonly workdir: string;
    readonly queuedata: Queuedata;
  },
): Promise<Identity> {
  const { env, queuedata } = where;
  const batch = findBatchJob(env, textOf);
  const [node, gpus] = await Promise.all([readNodeFacts(where), readGpuFacts()]);
  const { memoryMb, cpuConsumptionUnit, architectureLevel } = node;
  return {
    node: node.name,
    ...(memoryMb === undefined ? {} : { memoryMb }),
    acquireFacts: {
      ...acquireFacts(settings, env),
      ...(node.cpu.clockSpeedMHz === undefined ? {} : { cpuMHz: node.cpu.clockSpeedMHz }),
    },
    workerFacts: workerFacts(node, gpus, where),
    ...(isWatched(settings) ? { pandaIdsDirectory: pandaIdsDirectory({ ...where, isDirectory }) } : {}),
    updateFacts: {
      siteName: queuedata.resource,
      node: node.name,
      pilotId: pilotId(env, { batch, versionTag: settings.versionTag, version: `panda-pilot-${version}` }),
      schedulerId: schedulerId(env),
      cpuConsumptionUnit,
      ...(batch === undefined ? {} : { batchId: batch.id }),
      ...(architectureLevel === undefined ? {} : { cpuArchitectureLevel: architectureLevel }),
    },
  };
}

function workerFacts(
  node: NodeFacts,
  gpus: readonly GpuFacts[],
  { env, queuedata }: { readonly env: Environment; readonly queuedata: Queuedata },
): WorkerFacts {
  const site = queuedata.site ?? queuedata.resource;
  const { harvesterId, workerId } = acquireFacts({}, env);
  const worker = harvesterId === undefined || workerId === undefined ? undefined : { harvesterId, workerId };
  return {
    node: workerNode(node, { site, queue: queuedata.name }),
    gpus: gpus.map((gpu) => ({ ...gpu, site, hostName: node.name })),
    ...(worker === undefined ? {} : { worker: { ...worker, nodeId: node.name, siteName: queuedata.resource } }),
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
