import { PilotError } from '@panda-pilot/core';
import { copyExposures } from './copy-exposures.ts';
import { describeExposures, type Exposure } from './exposure.ts';
import { fileExposures, type PayloadReach } from './file-exposures.ts';
import { type GuardedEnvironment, guardedEnvironment } from './guarded-environment.ts';
import { launchExposures, type PayloadLaunch } from './launch-exposures.ts';
import type { PilotSecrets } from './pilot-secrets.ts';
import { processExposures } from './process-exposures.ts';

/** Everything that matters about a payload that is about to start. */
export interface GuardedLaunch extends PayloadLaunch {
  /** Searched for copies of the credential. Absent: what is there is of the payload's own making. */
  readonly workDirectory?: string;
  readonly reach: PayloadReach;
}

/**
 * Keeps the pilot's own credential from the payload.
 *
 * The contract: while a payload runs, no file that it can read, no variable, argument or descriptor of it holds or
 * locates the pilot's credential. A guard sees to the variables and checks the rest; it makes nothing unreachable
 * itself. That takes another user or a mount namespace, hence a launcher: under one that hides nothing the file of the
 * credential is reachable, and `assertUnreachable` says so. The memory of the pilot is out of a guard's sight: only
 * another user, a process namespace or ptrace restrictions keep it.
 */
export interface ProxyGuard {
  /** `environment` without what names, locates or holds a credential. */
  environmentFor(environment: Readonly<Record<string, string | undefined>>): GuardedEnvironment;
  /** Every way in which the payload could come by the credential; none, if all is well. */
  exposuresOf(launch: GuardedLaunch): Promise<readonly Exposure[]>;
  /** Rejects with PilotError SETUP_FAILURE (1110), which says how, when the payload could come by the credential. */
  assertUnreachable(launch: GuardedLaunch): Promise<void>;
  /** Files below `directory` that hold the credential, for whoever is about to pack it. */
  copiesBelow(directory: string): Promise<readonly Exposure[]>;
  /** What a running process was given, as /proc shows it. */
  exposuresOfProcess(pid: number): Promise<readonly Exposure[]>;
}

/** Makes a guard of `secrets`. */
export function createProxyGuard(secrets: PilotSecrets): ProxyGuard {
  const exposuresOf = async (launch: GuardedLaunch): Promise<readonly Exposure[]> => [
    ...launchExposures(launch, secrets),
    ...(await fileExposures(secrets.files, launch.reach)),
    ...(launch.workDirectory === undefined ? [] : await copyExposures(launch.workDirectory, secrets)),
  ];
  return {
    exposuresOf,
    environmentFor: (environment) => guardedEnvironment(environment, secrets),
    copiesBelow: (directory) => copyExposures(directory, secrets),
    exposuresOfProcess: (pid) => processExposures(pid, secrets),
    async assertUnreachable(launch) {
      const exposures = await exposuresOf(launch);
      if (exposures.length === 0) return;
      const hint = 'Run payloads under a launcher that hides the pilot: another user, or a container with few mounts';
      throw new PilotError(
        'SETUP_FAILURE',
        `the payload could get the pilot's credential: ${describeExposures(exposures)}`,
        { hint },
      );
    },
  };
}
