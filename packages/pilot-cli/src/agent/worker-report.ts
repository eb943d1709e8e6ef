import type { Logger } from '@panda-pilot/core';
import {
  type PandaClient,
  type WorkerNode,
  type WorkerNodeGpu,
  type WorkerStatusUpdate,
  isPandaServerError,
} from '@panda-pilot/panda-client';

/** What the server's records of nodes and workers are told by one pilot, beside everything else. */
export interface WorkerReport {
  /** The pilot has started: for Harvester's record of the worker. */
  started(): void;
  /** The node is at work: for the map of nodes. Told once, with the first job. */
  atWork(): void;
  /** The pilot is about to end. Resolves when that is told, or cannot be. */
  ended(): Promise<void>;
}

export interface WorkerFacts {
  readonly node: WorkerNode;
  readonly gpus: readonly WorkerNodeGpu[];
  /** Absent outside of Harvester. */
  readonly worker?: Omit<WorkerStatusUpdate, 'status'>;
}

type Told = Pick<PandaClient, 'updateWorkerNode' | 'updateWorkerNodeGpu' | 'updateWorkerStatus'>;

/** A server that does not answer, or has no such record, costs the pilot nothing but a line of its log. */
export function createWorkerReport(
  client: Told,
  facts: WorkerFacts,
  { logger, boundMs }: { readonly logger: Logger; readonly boundMs: number },
): WorkerReport {
  const { node, gpus, worker } = facts;
  const bounds = { timeoutMs: boundMs };
  const tell = async (what: string, call: () => Promise<void>): Promise<void> => {
    try {
      await call();
    } catch (error) {
      const level = isPandaServerError(error, 'unknown-method') ? 'debug' : 'warn';
      logger[level]({ err: error, what }, 'the server could not be told');
    }
  };
  const tellStatus = async (status: 'started' | 'finished'): Promise<void> => {
    if (worker !== undefined)
      await tell(`worker ${status}`, () => client.updateWorkerStatus({ ...worker, status }, bounds));
  };
  let isAtWork = false;
  let telling: Promise<unknown> = Promise.resolve();
  return {
    started() {
      telling = tellStatus('started');
    },
    atWork() {
      if (isAtWork) return;
      isAtWork = true;
      void tell('node', () => client.updateWorkerNode(node, bounds));
      for (const gpu of gpus) void tell('GPUs', () => client.updateWorkerNodeGpu(gpu, bounds));
    },
    async ended() {
      await telling;
      await tellStatus('finished');
    },
  };
}

/** For a site that wants none of it. */
export const noWorkerReport: WorkerReport = {
  started: () => undefined,
  atWork: () => undefined,
  ended: () => Promise.resolve(),
};
