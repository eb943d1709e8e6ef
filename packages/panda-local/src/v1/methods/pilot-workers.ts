import { refused, succeeded } from '../../http/answer.ts';
import type { Method } from '../method-context.ts';

/** POST pilot/update_worker_status: succeeds even for a worker that nobody knows. */
export const updateWorkerStatus: Method<'pilot/update_worker_status'> = ({ status }) =>
  status === 'started' || status === 'finished'
    ? succeeded()
    : refused("Invalid worker state. The worker state has to be in ('started', 'finished')");

/** POST pilot/update_worker_node. A host name may come as `slot@host`. */
export const updateWorkerNode: Method<'pilot/update_worker_node'> = ({ site, host_name }, { nodes }) => {
  const name = `${site}/${withoutSlot(host_name)}`;
  if (nodes.has(name)) return succeeded(null, 'Updated existing worker node.');
  nodes.add(name);
  return succeeded(null, 'Inserted new worker node.');
};

/** POST pilot/update_worker_node_gpu. */
export const updateWorkerNodeGpu: Method<'pilot/update_worker_node_gpu'> = (given, { nodes }) => {
  const name = `${given.site}/${withoutSlot(given.host_name)}/${given.vendor}/${given.model}`;
  if (nodes.has(name)) return succeeded(null, 'Updated existing worker node GPU.');
  nodes.add(name);
  return succeeded(null, 'Inserted new worker node GPU.');
};

function withoutSlot(hostName: string): string {
  return hostName.slice(hostName.indexOf('@') + 1);
}
