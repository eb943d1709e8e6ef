import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkerNodeGpu } from '@panda-pilot/panda-client';

/** GPUs of one kind. */
export type GpuFacts = Pick<WorkerNodeGpu, 'vendor' | 'model' | 'count' | 'driverVersion'>;

/** Where NVIDIA's driver tells of its cards. */
const driverDirectory = '/proc/driver/nvidia';

/**
 * The GPUs of this node as the kernel's drivers tell of them: no tool is run for it. Never rejects; none where no
 * driver tells of any.
 */
export async function readGpuFacts(directory: string = driverDirectory): Promise<GpuFacts[]> {
  const cards = await readdir(join(directory, 'gpus')).catch(() => []);
  const texts = await Promise.all(cards.map((card) => textOf(join(directory, 'gpus', card, 'information'))));
  const driverVersion = /Kernel Module(?: for [\w-]+)?\s+(\d[\d.]*)/.exec(
    await textOf(join(directory, 'version')),
  )?.[1];
  const models = texts.flatMap((text) => /^Model:\s*(.+?)\s*$/m.exec(text)?.[1] ?? []);
  return [...new Set(models)].map((model) => ({
    vendor: 'NVIDIA',
    model,
    count: models.filter((one) => one === model).length,
    ...(driverVersion === undefined ? {} : { driverVersion }),
  }));
}

async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
