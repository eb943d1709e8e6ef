import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { parseCpuInfo } from './cpu-info.ts';

/** The hardware of a node in the words of prmon, by which PanDA's monitor shows it beside its plots; memory in kB. */
export interface NodeHardware {
  readonly cpu: {
    readonly ModelName?: string;
    readonly CPUs: number;
    readonly Sockets?: number;
    readonly CoresPerSocket?: number;
    readonly ThreadsPerCore?: number;
  };
  readonly mem: { readonly MemTotal: number };
}

/** What `/proc/cpuinfo` and a number of bytes tell. Pure; undefined where no processor is told. */
export function nodeHardware(cpuInfo: string, memoryBytes: number): NodeHardware | undefined {
  const { coresPerSocket, logicalCpus, modelName, sockets, threadsPerCore } = parseCpuInfo(cpuInfo);
  if (logicalCpus === 0) return undefined;
  return {
    cpu: {
      ...(modelName === undefined ? {} : { ModelName: modelName }),
      CPUs: logicalCpus,
      ...(sockets === undefined ? {} : { Sockets: sockets }),
      ...(coresPerSocket === undefined ? {} : { CoresPerSocket: coresPerSocket }),
      ...(threadsPerCore === undefined ? {} : { ThreadsPerCore: threadsPerCore }),
    },
    mem: { MemTotal: Math.round(memoryBytes / 1024) },
  };
}

/** Of this node; undefined where it does not say. */
export function thisNode(): NodeHardware | undefined {
  try {
    return nodeHardware(readFileSync('/proc/cpuinfo', 'latin1'), totalmem());
  } catch {
    return undefined;
  }
}
