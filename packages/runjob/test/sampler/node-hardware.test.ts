import { describe, expect, it } from 'vitest';
import { nodeHardware, thisNode } from '../../src/sampler/node-hardware.ts';

describe('nodeHardware', () => {
  it("has prmon's words for what the node tells", () => {
    const cpuInfo =
      'processor: 0\nmodel name: AMD EPYC\ncache size: 512 KB\nphysical id: 0\nsiblings: 4\ncpu cores: 2\n';
    expect(nodeHardware(cpuInfo, 2 ** 31)).toEqual({
      cpu: { ModelName: 'AMD EPYC', CPUs: 1, Sockets: 1, CoresPerSocket: 2, ThreadsPerCore: 2 },
      mem: { MemTotal: 2 ** 21 },
    });
    expect(nodeHardware('processor: 0\n', 1024)).toEqual({ cpu: { CPUs: 1 }, mem: { MemTotal: 1 } });
    expect(nodeHardware('', 1024)).toBeUndefined();
  });

  it('is told of the node that the test runs on', () => expect(thisNode()?.cpu.CPUs).toBeGreaterThan(0));
});
