import { describe, expect, it } from 'vitest';
import { parseCpuInfo } from '../../src/sampler/cpu-info.ts';

const processor = (number: number, socket: number): string =>
  [
    `processor\t: ${number}`,
    'model name\t: Intel(R) Xeon(R) CPU E5-2630 v3 @ 2.40GHz',
    'cpu MHz\t\t: 1200.048',
    'cache size\t: 20480 KB',
    `physical id\t: ${socket}`,
    'siblings\t: 2',
    'cpu cores\t: 1',
    'flags\t\t: fpu vme',
  ].join('\n');

describe('parseCpuInfo', () => {
  it('counts sockets, cores and threads', () =>
    expect(parseCpuInfo([0, 1, 2, 3].map((number) => processor(number, number % 2)).join('\n\n'))).toEqual({
      modelName: 'Intel(R) Xeon(R) CPU E5-2630 v3 @ 2.40GHz',
      cacheSize: '20480 KB',
      logicalCpus: 4,
      sockets: 2,
      coresPerSocket: 1,
      threadsPerCore: 2,
      clockSpeedMHz: 1200.048,
      flags: new Set(['fpu', 'vme']),
    }));

  it('says what is left of a processor that has no name', () =>
    expect(parseCpuInfo('processor\t: 0\nFeatures\t: fp asimd\n\nprocessor\t: 1\n\nHardware: x\n')).toEqual({
      logicalCpus: 2,
      flags: new Set(['fp', 'asimd']),
    }));

  it.each(['', '\0', 'model name: x', 'processor\t: 0\ncpu cores\t: -1\nsiblings: 9999999999\ncpu MHz: fast'])(
    'makes the least of %j',
    (text) => expect(Object.keys(parseCpuInfo(text)).toSorted()).toEqual(['flags', 'logicalCpus']),
  );
});
