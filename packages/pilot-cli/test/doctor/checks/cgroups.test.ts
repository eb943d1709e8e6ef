import { describe, expect, it } from 'vitest';
import { judgeGroup, ownGroup } from '../../../src/doctor/checks/cgroups.ts';

describe('ownGroup', () => {
  it.each([
    ['0::/slurm/job_1\n', true, 2, '/sys/fs/cgroup/slurm/job_1/memory.max'],
    ['5:cpu,memory:/htcondor/slot1\n0::/\n', false, 1, '/sys/fs/cgroup/memory/htcondor/slot1/memory.limit_in_bytes'],
  ])('finds in %j the file with the limit', (text, isVersion2, version, file) => {
    const group = ownGroup(text, isVersion2);
    expect([group?.version, group?.limitFiles[0]]).toEqual([version, file]);
  });

  it('finds nothing where there is nothing', () => {
    expect(ownGroup('1:cpu:/\n', false)).toBeUndefined();
    expect(ownGroup('', true)).toBeUndefined();
  });
});

describe('judgeGroup', () => {
  it.each([
    [{ version: 2, isOurs: true } as const, 4e9, 'ok', 'version 2, no limit on memory, delegated to the pilot'],
    [{ version: 1, memoryBytes: 8e9, isOurs: false } as const, 4e9, 'ok', 'version 1, 8.0 GB of memory, not delegated'],
    [
      { version: 2, memoryBytes: 2e9, isOurs: false } as const,
      4e9,
      'warn',
      'version 2, 2.0 GB of memory, not delegated, and the queue promises jobs 4.0 GB',
    ],
  ])('judges %j, where %d bytes are promised', (facts, promised, level, text) => {
    expect(judgeGroup(facts, promised)).toMatchObject({ level, text });
  });
});
