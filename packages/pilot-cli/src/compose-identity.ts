import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { type Environment, findBatchJob, nodeName, pilotId } from './batch-system.ts';
import type { Settings } from './settings.ts';
import { version } from './version.ts';

/** Who asks for jobs, as the server is to know it. */
export interface Identity {
  /** Worker node or slot. */
  readonly node: string;
  readonly pilotId: string;
}

/** Reads it out of the variables that batch systems and factories set. */
export function identityOf({ versionTag }: Pick<Settings, 'versionTag'>, env: Environment): Identity {
  const batch = findBatchJob(env, textOf);
  return {
    node: nodeName(env, hostname()),
    pilotId: pilotId(env, { batch, versionTag, version: `panda-pilot-${version}` }),
  };
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // a description that cannot be read names no job
  }
}
