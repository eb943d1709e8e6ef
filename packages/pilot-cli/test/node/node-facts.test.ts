import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { parseCpuInfo } from '@panda-pilot/runjob';
import { cgroupDirectories, readNodeFacts, slotMemoryMb, workerNode } from '../../src/node/node-facts.ts';

describe('slotMemoryMb', () => {
  const meminfo = 'MemTotal:       24684084 kB\nMemFree:        23777932 kB\n';

  it.each([
    [[], 24_105],
    [['max\n', ''], 24_105],
    [['max\n', '2147483648\n'], 2048],
    [['99999999999999'], 24_105],
  ])('is the smaller of the machine and its limits %j', (limits, expected) =>
    expect(slotMemoryMb(meminfo, limits)).toBe(expected),
  );

  it('is unknown when nothing tells', () => expect(slotMemoryMb('', ['max'])).toBeUndefined());
});

describe('cgroupDirectories', () => {
  it('goes from the innermost group to the root', () =>
    expect(cgroupDirectories('0::/system.slice/slurm/job_7\n')).toEqual([
      '/sys/fs/cgroup/system.slice/slurm/job_7',
      '/sys/fs/cgroup/system.slice/slurm',
      '/sys/fs/cgroup/system.slice',
      '/sys/fs/cgroup',
    ]));

  it.each(['', '4:memory:/x\n', '0::/../../etc\n'])('has none for %j', (text) =>
    expect(cgroupDirectories(text)).toEqual([]),
  );
});

describe('readNodeFacts', () => {
  it('measures the node that this runs on', async () => {
    const facts = await readNodeFacts({ env: { _CONDOR_SLOT: 'slot1' }, workdir: await tempDir() });
    expect(facts.name).toMatch(/^slot1@./);
    expect(facts.cpu.logicalCpus).toBeGreaterThan(0);
    expect(facts.memoryMb).toBeGreaterThan(100);
    expect(facts.diskMb).toBeGreaterThan(0);
    expect(facts.cpuConsumptionUnit).toMatch(/^s\+./);
  });

  it('leaves out what it cannot find', async () => {
    const { diskMb } = await readNodeFacts({ env: {}, workdir: '/nowhere/at/all' });
    expect(diskMb).toBeUndefined();
  });
});

it('tells the map of worker nodes only what is known', () => {
  const facts = {
    name: 'slot1@wn7',
    cpu: parseCpuInfo('processor: 0\nmodel name: X\n'),
    architecture: 'x86_64',
    cpuConsumptionUnit: 's+X',
    diskMb: 78_069,
  };
  expect(workerNode(facts, { site: 'SITE', queue: 'Q' })).toEqual({
    site: 'SITE',
    queue: 'Q',
    hostName: 'slot1@wn7',
    cpuModel: 'X',
    logicalCpuCount: 1,
    cpuArchitecture: 'x86_64',
    totalLocalDiskGB: 78,
  });
});
