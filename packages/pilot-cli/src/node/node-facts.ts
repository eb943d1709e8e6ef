import { readFile, statfs } from 'node:fs/promises';
import { hostname, machine } from 'node:os';
import type { WorkerNode } from '@panda-pilot/panda-client';
import { type CpuInfo, parseCpuInfo } from '@panda-pilot/runjob';
import { type Environment, nodeName } from './batch-system.ts';
import { architectureLevel, cpuConsumptionUnit, cpuModel } from './cpu-info.ts';

/** What the worker node is, measured once; what could not be found out is absent. */
export interface NodeFacts {
  /** `slot@host` in an HTCondor slot. */
  readonly name: string;
  readonly cpu: CpuInfo;
  /** uname's word: x86_64, aarch64. */
  readonly architecture: string;
  /** `x86-64-v1` to `x86-64-v4`. */
  readonly architectureLevel?: string;
  /** What is reported as the unit of CPU time. */
  readonly cpuConsumptionUnit: string;
  /** Of the machine, or what the batch slot is allowed of it. */
  readonly memoryMb?: number;
  /** Of the file system that has the work directory. */
  readonly diskMb?: number;
}

/** Measures this node. Never rejects: a node without /proc is described by what is left. */
export async function readNodeFacts(where: {
  readonly env: Environment;
  readonly workdir: string;
}): Promise<NodeFacts> {
  const [cpuText, memoryText, limits, disk] = await Promise.all([
    textOf('/proc/cpuinfo'),
    textOf('/proc/meminfo'),
    memoryLimits(),
    statfs(where.workdir).catch(() => undefined),
  ]);
  const cpu = parseCpuInfo(cpuText);
  const level = architectureLevel(cpu.flags);
  const memoryMb = slotMemoryMb(memoryText, limits);
  return {
    name: nodeName(where.env, hostname()),
    cpu,
    architecture: machine(),
    cpuConsumptionUnit: cpuConsumptionUnit(cpu),
    ...(level === undefined ? {} : { architectureLevel: level }),
    ...(memoryMb === undefined ? {} : { memoryMb }),
    ...(disk === undefined ? {} : { diskMb: Math.floor((disk.blocks * disk.bsize) / 2 ** 20) }),
  };
}

/** `MemTotal` of the text of /proc/meminfo, or the smallest of the cgroup's limits (`memory.max`) if that is less; MB. Pure. */
export function slotMemoryMb(meminfo: string, limits: readonly string[]): number | undefined {
  const total = /^MemTotal:\s+(\d+) kB$/m.exec(meminfo)?.[1];
  const bytes = [
    ...(total === undefined ? [] : [Number(total) * 1024]),
    ...limits.filter((limit) => /^\d+\s*$/.test(limit)).map(Number),
  ];
  return bytes.length === 0 ? undefined : Math.floor(Math.min(...bytes) / 2 ** 20);
}

/** The directories of cgroup v2 that hold this process, the innermost first, from the text of /proc/self/cgroup. Pure. */
export function cgroupDirectories(text: string): string[] {
  const path = /^0::(\/[^\n]*)$/m.exec(text)?.[1];
  if (path === undefined || path.split('/').includes('..')) return [];
  const parts = path.split('/').filter(Boolean);
  return Array.from({ length: parts.length + 1 }, (_, above) =>
    ['/sys/fs/cgroup', ...parts.slice(0, parts.length - above)].join('/'),
  );
}

/** What the server's map of worker nodes is told of this one. Pure. */
export function workerNode(facts: NodeFacts, where: { readonly site: string; readonly queue: string }): WorkerNode {
  const { cpu } = facts;
  return {
    site: where.site,
    queue: where.queue,
    hostName: facts.name,
    cpuModel: cpuModel(cpu),
    logicalCpuCount: cpu.logicalCpus,
    cpuArchitecture: facts.architecture,
    ...(cpu.sockets === undefined ? {} : { socketCount: cpu.sockets }),
    ...(cpu.coresPerSocket === undefined ? {} : { coresPerSocket: cpu.coresPerSocket }),
    ...(cpu.threadsPerCore === undefined ? {} : { threadsPerCore: cpu.threadsPerCore }),
    ...(cpu.clockSpeedMHz === undefined ? {} : { clockSpeedMHz: cpu.clockSpeedMHz }),
    ...(facts.architectureLevel === undefined ? {} : { cpuArchitectureLevel: facts.architectureLevel }),
    ...(facts.memoryMb === undefined ? {} : { totalMemoryMB: facts.memoryMb }),
    ...(facts.diskMb === undefined ? {} : { totalLocalDiskGB: Math.floor(facts.diskMb / 1000) }),
  };
}

async function memoryLimits(): Promise<string[]> {
  const directories = cgroupDirectories(await textOf('/proc/self/cgroup'));
  return Promise.all(directories.map((directory) => textOf(`${directory}/memory.max`)));
}

async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
