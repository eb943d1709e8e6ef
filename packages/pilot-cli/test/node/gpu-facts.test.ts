import { tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { readGpuFacts } from '../../src/node/gpu-facts.ts';

const card = (model: string): string => `Model: \t\t ${model}\nIRQ:   \t\t 35\nBus Location: \t 0000:3b:00.0\n`;

describe('readGpuFacts', () => {
  it('counts the cards of each model', async () => {
    const directory = await tree({
      version: 'NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 01:15:15 UTC 2023\n',
      'gpus/0000:3b:00.0/information': card('Tesla T4'),
      'gpus/0000:3c:00.0/information': card('Tesla T4'),
      'gpus/0000:d8:00.0/information': card('NVIDIA A100-PCIE-40GB'),
    });
    expect(await readGpuFacts(directory)).toEqual([
      { vendor: 'NVIDIA', model: 'Tesla T4', count: 2, driverVersion: '535.104.05' },
      { vendor: 'NVIDIA', model: 'NVIDIA A100-PCIE-40GB', count: 1, driverVersion: '535.104.05' },
    ]);
  });

  it('finds none where no driver tells of any', async () => expect(await readGpuFacts('/nowhere')).toEqual([]));
});
