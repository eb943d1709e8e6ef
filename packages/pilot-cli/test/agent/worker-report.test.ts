import { silentLogger } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import { createWorkerReport } from '../../src/agent/worker-report.ts';

const node = { site: 'S', hostName: 'h', cpuModel: 'c' };
const gpu = { site: 'S', hostName: 'h', vendor: 'NVIDIA', model: 'T4', count: 2 };
const worker = { workerId: 7, harvesterId: 'H' };

function report(facts: Parameters<typeof createWorkerReport>[1], fails = false) {
  const told: unknown[] = [];
  const hear = async (given: unknown): Promise<void> => {
    told.push(given);
    if (fails) throw new Error('no');
  };
  const client = { updateWorkerNode: hear, updateWorkerNodeGpu: hear, updateWorkerStatus: hear };
  return { told, ...createWorkerReport(client, facts, { logger: silentLogger, boundMs: 1000 }) };
}

describe('a worker report', () => {
  it('tells of the node and its GPUs once', () => {
    const reported = report({ node, gpus: [gpu] });
    reported.atWork();
    reported.atWork();
    expect(reported.told).toEqual([node, gpu]);
  });

  it('tells of start and end of a worker, in that order', async () => {
    const reported = report({ node, gpus: [], worker });
    reported.started();
    await reported.ended();
    expect(reported.told).toEqual([
      { ...worker, status: 'started' },
      { ...worker, status: 'finished' },
    ]);
  });

  it('tells of no worker outside of Harvester', async () => {
    const reported = report({ node, gpus: [] });
    reported.started();
    await reported.ended();
    expect(reported.told).toEqual([]);
  });

  it('bears a server that refuses', async () => {
    const reported = report({ node, gpus: [], worker }, true);
    reported.started();
    await expect(reported.ended()).resolves.toBeUndefined();
  });
});
