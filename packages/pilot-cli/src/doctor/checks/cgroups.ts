import { access, constants, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Check, type Finding, ok, warn } from '../check.ts';
import type { Patient } from '../patient.ts';

/** The control group that the pilot is in: its version, its limit on memory, and whether it is the pilot's to use. */
export const cgroups: Check = {
  name: 'cgroups',
  about: "the batch system's control group: version, limit on memory, whether it is delegated",
  look: async (patient) => {
    const own = await readFile('/proc/self/cgroup', 'latin1').catch(() => '');
    const group = ownGroup(own, await isThere(`${mount}/cgroup.controllers`));
    if (group === undefined) return [warn('none: nothing but the pilot itself keeps payloads to their memory')];
    const limit = Number((await firstOf(group.limitFiles)).trim());
    const isOurs = await isThere(join(group.directory, 'cgroup.procs'), constants.W_OK);
    const facts = { version: group.version, isOurs, ...(isRealLimit(limit) ? { memoryBytes: limit } : {}) };
    return [judgeGroup(facts, await promisedBytes(patient))];
  },
};

const mount = '/sys/fs/cgroup';

/** Where a process's group is, and which files say how much memory it has. */
export interface Group {
  readonly version: 1 | 2;
  readonly directory: string;
  readonly limitFiles: readonly string[];
}

/** Pure: `/proc/PID/cgroup`. In a container the group may be mounted as the root of the tree. */
export function ownGroup(text: string, isVersion2: boolean): Group | undefined {
  const pattern = isVersion2 ? /^0::(\/.*)$/m : /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(\/.*)$/m;
  const path = pattern.exec(text)?.[1];
  if (path === undefined) return undefined;
  const tree = isVersion2 ? mount : join(mount, 'memory');
  const name = isVersion2 ? 'memory.max' : 'memory.limit_in_bytes';
  const directory = join(tree, path);
  return { version: isVersion2 ? 2 : 1, directory, limitFiles: [join(directory, name), join(tree, name)] };
}

/** Pure. */
export function judgeGroup(
  {
    version,
    memoryBytes,
    isOurs,
  }: { readonly version: 1 | 2; readonly memoryBytes?: number; readonly isOurs: boolean },
  promised: number | undefined,
): Finding {
  const memory = memoryBytes === undefined ? 'no limit on memory' : `${giga(memoryBytes)} of memory`;
  const text = `version ${version}, ${memory}, ${isOurs ? 'delegated to the pilot' : 'not delegated'}`;
  if (memoryBytes === undefined || promised === undefined || memoryBytes >= promised) return ok(text);
  const advice =
    'the batch system kills jobs that the queue allows: correct maxrss of the queue, or what the batch job asks for';
  return warn(`${text}, and the queue promises jobs ${giga(promised)}`, { owner: 'queue', advice });
}

/** No limit is "max", or in version 1 the largest number of whole pages. */
function isRealLimit(bytes: number): boolean {
  return bytes > 0 && bytes < 2 ** 60;
}

async function promisedBytes({ queuedata }: Patient): Promise<number | undefined> {
  const { maxRssMb } = (await queuedata().catch(() => undefined)) ?? {};
  return maxRssMb === undefined ? undefined : maxRssMb * 1024 ** 2;
}

function giga(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

async function firstOf(files: readonly string[]): Promise<string> {
  for (const file of files) {
    const text = await readFile(file, 'latin1').catch(() => undefined);
    if (text !== undefined) return text;
  }
  return '';
}

async function isThere(path: string, mode = constants.R_OK): Promise<boolean> {
  return await access(path, mode).then(
    () => true,
    () => false,
  );
}
