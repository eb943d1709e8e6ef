import { resolve } from 'node:path';
import { copytoolsFor, type Queuedata, storageEndpoint } from '@panda-pilot/core';
import type { Settings } from '../config/settings.ts';

/** In place of the storage; absent: there. */
export interface JobDirectories {
  readonly inputDirectory?: string;
  readonly outputDirectory?: string;
}

/**
 * Where files lie beside the jobs: as the settings say; of files that nothing but `mv` moves where the pilot was started, for there
 * the batch system (ARC) brings and fetches them. Not where `mv` is for a storage that the node has mounted.
 */
export function jobDirectories(
  { inputDir, outputDir }: Pick<Settings, 'inputDir' | 'outputDir'>,
  queuedata: Queuedata,
  cwd: string,
): JobDirectories {
  const isBeside = (activity: 'pr' | 'pw'): boolean => isOnlyMoved(queuedata, activity) && !isMounted(queuedata);
  const input = inputDir ?? (isBeside('pr') ? cwd : undefined);
  const output = outputDir ?? (isBeside('pw') ? cwd : undefined);
  return {
    ...(input === undefined ? {} : { inputDirectory: resolve(cwd, input) }),
    ...(output === undefined ? {} : { outputDirectory: resolve(cwd, output) }),
  };
}

function isOnlyMoved(queuedata: Queuedata, activity: 'pr' | 'pw'): boolean {
  const copytools = copytoolsFor(queuedata, activity);
  return copytools.length > 0 && copytools.every((copytool) => copytool === 'mv');
}

/** A storage path without a server, or a file URL in its place. */
function isMounted(queuedata: Queuedata): boolean {
  const endpoint = storageEndpoint(queuedata);
  if (endpoint !== undefined) return /^(?:file:|\/)/.test(endpoint);
  return queuedata.productionPaths.length + queuedata.analysisPaths.length > 0;
}
