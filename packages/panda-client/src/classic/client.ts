import type { Logger } from '@panda-pilot/core';
import type { PandaClient } from '../panda-client.ts';
import type { OutputReports } from '../records/job-update.ts';
import type { Transport } from '../transport/transport.ts';
import { createClassicApi } from './call.ts';
import { credentialMethods } from './credentials.ts';
import { eventMethods } from './events.ts';
import { jobMethods } from './jobs.ts';
import { statusMethods } from './status.ts';
import { systemMethods } from './system.ts';

/** What this API has; it knows nothing of worker nodes. */
export type ClassicMethods = Omit<PandaClient, 'api' | 'close' | 'updateWorkerNode' | 'updateWorkerNodeGpu'>;

/**
 * The methods of a client that speaks `/server/panda`, as releases up to 0.8.1 have it, over `transport` to the server
 * at `origin`.
 */
export function createClassicMethods(
  transport: Transport,
  origin: string,
  options: { readonly logger: Logger; readonly outputReports: OutputReports },
): ClassicMethods {
  const api = createClassicApi(transport, origin, options.logger);
  return {
    ...jobMethods(api, options.outputReports),
    ...statusMethods(api),
    ...eventMethods(api),
    ...credentialMethods(api),
    ...systemMethods(api),
  };
}
