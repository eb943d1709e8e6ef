/** What `/proc/cpuinfo` says of the processors. What it does not say is absent. */
export interface CpuInfo {
  /** With the size of the cache where it is told, as pilots have always reported it; `UNKNOWN` where there is no name. */
  readonly model: string;
  readonly logicalCpus: number;
  readonly sockets?: number;
  readonly coresPerSocket?: number;
  readonly threadsPerCore?: number;
  /** Of the first processor, at this moment. */
  readonly clockSpeedMHz?: number;
  readonly flags: ReadonlySet<string>;
}

/** Reads the text of `/proc/cpuinfo`. Pure; a text that says nothing gives `UNKNOWN` and no processor. */
export function parseCpuInfo(text: string): CpuInfo {
  const processors = text
    .split(/\n\s*\n/)
    .map(fieldsOf)
    .filter((fields) => fields.has('processor'));
  const [first = new Map<string, string>()] = processors;
  const sockets = new Set(processors.flatMap((fields) => fields.get('physical id') ?? [])).size;
  const coresPerSocket = wholeNumber(first.get('cpu cores'));
  const siblings = wholeNumber(first.get('siblings'));
  const clockSpeedMHz = Number.parseFloat(first.get('cpu MHz') ?? '');
  return {
    model: modelOf(first),
    logicalCpus: processors.length,
    ...(sockets === 0 ? {} : { sockets }),
    ...(coresPerSocket === undefined ? {} : { coresPerSocket }),
    ...(coresPerSocket === undefined || siblings === undefined
      ? {}
      : { threadsPerCore: Math.max(1, Math.round(siblings / coresPerSocket)) }),
    ...(clockSpeedMHz > 0 ? { clockSpeedMHz } : {}),
    flags: new Set((first.get('flags') ?? first.get('Features') ?? '').split(/\s+/).filter(Boolean)),
  };
}

function fieldsOf(block: string): Map<string, string> {
  return new Map(
    block.split('\n').flatMap((line) => {
      const [, name, value] = /^([^:\t]+?)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
}

function modelOf(fields: ReadonlyMap<string, string>): string {
  const model = fields.get('model name') ?? '';
  const cache = /^\d+ KB$/.exec(fields.get('cache size') ?? '')?.[0];
  if (model === '') return 'UNKNOWN';
  return cache === undefined ? model : `${model} ${cache}`;
}

function wholeNumber(value: string | undefined): number | undefined {
  return value !== undefined && /^[1-9]\d{0,5}$/.test(value) ? Number(value) : undefined;
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
 * What is reported as the unit of CPU time, which is where servers keep the kind of processor: `s+`, the model with the number of cores,
 * `HT` when each has two threads, the sockets, and `+AVX2`. Pure.
 */
export function cpuConsumptionUnit(cpu: CpuInfo): string {
  const avx2 = cpu.flags.has('avx2') ? '+AVX2' : '';
  return `s+${withCores(cpu)}${avx2}`;
}

function withCores({ model, sockets = 0, coresPerSocket = 0, threadsPerCore }: CpuInfo): string {
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
