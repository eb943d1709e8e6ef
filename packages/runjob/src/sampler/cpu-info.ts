/** What `/proc/cpuinfo` says of the processors. What it does not say is absent. */
export interface CpuInfo {
  readonly modelName?: string;
  /** Of the cache, with its unit. */
  readonly cacheSize?: string;
  readonly logicalCpus: number;
  readonly sockets?: number;
  readonly coresPerSocket?: number;
  readonly threadsPerCore?: number;
  /** Of the first processor, at this moment. */
  readonly clockSpeedMHz?: number;
  readonly flags: ReadonlySet<string>;
}

/** Reads the text of `/proc/cpuinfo`. Pure; of a text that says nothing it says no processor. */
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
  const modelName = first.get('model name') ?? '';
  const cacheSize = /^\d+ KB$/.exec(first.get('cache size') ?? '')?.[0];
  return {
    ...(modelName === '' ? {} : { modelName }),
    ...(cacheSize === undefined ? {} : { cacheSize }),
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

function wholeNumber(value: string | undefined): number | undefined {
  return value !== undefined && /^[1-9]\d{0,5}$/.test(value) ? Number(value) : undefined;
}
