import { z } from 'zod';
import type { V1Api } from './call.ts';
import type { Methods } from '../methods.ts';
import { workerNodeArguments, workerNodeGpuArguments, workerStatusArguments } from './wire.ts';

/** `pilot/*` about workers and their nodes. */
export function workerMethods(api: V1Api): Methods<'updateWorkerStatus' | 'updateWorkerNode' | 'updateWorkerNodeGpu'> {
  return {
    async updateWorkerStatus(update, bounds) {
      await api.ask({ method: 'pilot/update_worker_status', body: workerStatusArguments(update) }, z.unknown(), bounds);
    },
    async updateWorkerNode(node, bounds) {
      await api.ask({ method: 'pilot/update_worker_node', body: workerNodeArguments(node) }, z.unknown(), bounds);
    },
    async updateWorkerNodeGpu(gpu, bounds) {
      await api.ask({ method: 'pilot/update_worker_node_gpu', body: workerNodeGpuArguments(gpu) }, z.unknown(), bounds);
    },
  };
}
