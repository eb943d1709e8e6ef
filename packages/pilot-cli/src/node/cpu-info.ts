import type { CpuInfo } from '@panda-pilot/runjob';

/**
 * The name of the processor with the size of its cache where that is told, as pilots have always reported it; `UNKNOWN`
 * where there is no name. Pure.
 */
export function cpuModel({ cacheSize, modelName = '' }: Pick<CpuInfo, 'cacheSize' | 'modelName'>): string {
  if (modelName === '') return 'UNKNOWN';
  return cacheSize === undefined ? modelName : `${modelName} ${cacheSize}`;
}

/** What a processor must have for each level of x86-64 beyond the one before, in the kernel's words (psABI, table 3.1). */
const levels: readonly (readonly string[])[] = [
  ['cmov', 'cx8', 'fpu', 'fxsr', 'mmx', 'syscall', 'sse', 'sse2'],
  ['cx16', 'lahf_lm', 'popcnt', 'pni', 'sse4_1', 'sse4_2', 'ssse3'],
  ['avx', 'avx2', 'bmi1', 'bmi2', 'f16c', 'fma', 'abm', 'movbe', 'xsave'],
  ['avx512f', 'avx512bw', 'avx512cd', 'avx512dq', 'avx512vl'],
];

/** `x86-64-v1` to `x86-64-v4`; undefined for another architecture. Pure. */
export function architectureLevel(flags: ReadonlySet<string>): string | undefined {
  const missing = levels.findIndex((needed) => !needed.every((flag) => flags.has(flag)));
  const level = missing === -1 ? levels.length : missing;
  return level === 0 ? undefined : `x86-64-v${level}`;
}

/**
 * What is reported as the unit of CPU time, which is where servers keep the kind of processor: `s+`, the model with the
 * number of cores, `HT` when each has two threads, the sockets, and `+AVX2`. Pure.
 */
export function cpuConsumptionUnit(cpu: CpuInfo): string {
  const avx2 = cpu.flags.has('avx2') ? '+AVX2' : '';
  return `s+${withCores(cpu)}${avx2}`;
}

function withCores({ sockets = 0, coresPerSocket = 0, threadsPerCore, ...cpu }: CpuInfo): string {
  const model = cpuModel(cpu);
  const cores = sockets * coresPerSocket;
  if (cores === 0) return model;
  const hyperThreads = threadsPerCore === 2 ? ' HT' : '';
  return `${nameCores(model, cores)}${hyperThreads} ${sockets}-Socket${sockets > 1 ? 's' : ''}`;
}

/** `n-Core Processor` in the place where the model says Processor, else at its end. */
function nameCores(model: string, cores: number): string {
  const count = `${cores}-Core Processor`;
  return /(\d+-)?(Core )?Processor/.test(model)
    ? model.replace(/(\d+-)?(Core )?Processor/, () => count)
    : `${model} ${count}`;
}
