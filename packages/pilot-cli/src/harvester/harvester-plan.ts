import { join, resolve } from 'node:path';
import type { Environment } from '../node/batch-system.ts';
import type { Settings } from '../config/settings.ts';

/** Where a pilot and Harvester exchange files. */
export interface HarvesterPlan {
  /** `push`: jobs come from Harvester alone. `pull`: from the server when Harvester has put none there. */
  readonly mode: 'push' | 'pull';
  /** Where a job definition may lie, the likeliest place first. */
  readonly jobDefinitions: readonly string[];
  readonly jobRequest: string;
  readonly workerAttributes: string;
  readonly eventStatus: string;
  readonly jobReport: string;
  /** Where `pandaIDs.out` and `kill_worker` are put. */
  readonly launchDirectory: string;
}

type HarvesterSettings = Pick<Settings, 'harvester'> &
  Partial<
    Pick<Settings, 'harvesterDir' | 'harvesterDataDir' | 'harvesterEventStatus' | 'harvesterAttributes' | 'workdir'>
  >;

/** The names of all files, or undefined without Harvester. Pure. */
export function harvesterPlan(
  settings: HarvesterSettings,
  { cwd, env }: { readonly cwd: string; readonly env: Environment },
): HarvesterPlan | undefined {
  const { harvester, harvesterDir, harvesterDataDir, harvesterEventStatus, harvesterAttributes, workdir } = settings;
  if (harvester === 'off') return undefined;
  const directory = resolve(cwd, harvesterDir ?? '.');
  const places = [harvesterDataDir, harvesterDir, env['HARVESTER_WORKDIR'], '..', '.', workdir];
  const directories = new Set(places.flatMap((place) => (place === undefined ? [] : [resolve(cwd, place)])));
  return {
    mode: harvester,
    jobDefinitions: [...directories].map((place) => join(place, 'pandaJobData.out')),
    jobRequest: join(cwd, 'worker_requestjob.json'),
    workerAttributes: resolve(cwd, harvesterAttributes ?? join(directory, 'worker_attributes.json')),
    eventStatus: resolve(cwd, harvesterEventStatus ?? join(directory, 'event_status.dump.json')),
    jobReport: join(directory, 'jobReport.json'),
    launchDirectory: cwd,
  };
}
