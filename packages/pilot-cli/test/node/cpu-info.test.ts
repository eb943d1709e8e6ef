import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CpuInfo, parseCpuInfo } from '@panda-pilot/runjob';
import { describe, expect, it } from 'vitest';
import { architectureLevel, cpuConsumptionUnit, cpuModel } from '../../src/node/cpu-info.ts';

function fixture(name: string): CpuInfo {
  return parseCpuInfo(readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8'));
}

describe('cpuModel', () => {
  it.each([
    ['cpuinfo-xeon-2-sockets.txt', 'Intel(R) Xeon(R) CPU E5-2630 v3 @ 2.40GHz 20480 KB'],
    ['cpuinfo-arm.txt', 'UNKNOWN'],
  ])('of %s is %s', (name, model) => expect(cpuModel(fixture(name))).toBe(model));
});

describe('architectureLevel', () => {
  it.each([
    ['cpuinfo-xeon-2-sockets.txt', 'x86-64-v3'],
    ['cpuinfo-epyc-vm.txt', 'x86-64-v4'],
    ['cpuinfo-arm.txt', undefined],
  ])('of %s is %s', (name, level) => expect(architectureLevel(fixture(name).flags)).toBe(level));

  it('is that of the weakest link', () => {
    const flags = new Set(fixture('cpuinfo-epyc-vm.txt').flags);
    flags.delete('movbe');
    expect(architectureLevel(flags)).toBe('x86-64-v2');
    flags.delete('ssse3');
    expect(architectureLevel(flags)).toBe('x86-64-v1');
    flags.delete('sse2');
    expect(architectureLevel(flags)).toBeUndefined();
  });
});

describe('cpuConsumptionUnit', () => {
  it.each([
    [
      'cpuinfo-xeon-2-sockets.txt',
      's+Intel(R) Xeon(R) CPU E5-2630 v3 @ 2.40GHz 20480 KB 16-Core Processor HT 2-Sockets+AVX2',
    ],
    ['cpuinfo-epyc-vm.txt', 's+AMD EPYC 1024 KB 2-Core Processor 1-Socket+AVX2'],
    ['cpuinfo-arm.txt', 's+UNKNOWN'],
  ])('of %s is %s', (name, unit) => expect(cpuConsumptionUnit(fixture(name))).toBe(unit));

  it.each([
    ['AMD EPYC 7302 16-Core Processor 512 KB', 'AMD EPYC 7302 24-Core Processor 512 KB'],
    ['Intel Core Processor (Haswell)', 'Intel 24-Core Processor (Haswell)'],
    ['Intel Xeon Processor (Skylake, IBRS) 16384 KB', 'Intel Xeon 24-Core Processor (Skylake, IBRS) 16384 KB'],
    ['$& Odd', '$& Odd 24-Core Processor'],
  ])('puts the cores of %s where the model has them', (modelName, named) =>
    expect(cpuConsumptionUnit({ modelName, logicalCpus: 24, sockets: 1, coresPerSocket: 24, flags: new Set() })).toBe(
      `s+${named} 1-Socket`,
    ),
  );
});
