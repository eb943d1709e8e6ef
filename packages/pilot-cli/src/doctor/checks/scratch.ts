import { defaultLimits } from '@panda-pilot/runjob';
import { type Check, fail, type Finding, ok, warn } from '../check.ts';
import { existingDirectory } from '../existing-directory.ts';
import type { Patient } from '../patient.ts';

/** The work directory: rights, space, speed, and whether payloads can be started in it. */
export const scratch: Check = {
  name: 'scratch',
  about: 'the work directory: rights, space, speed, and whether programs can be started there',
  look: async (patient) => {
    const { ending, stdout, stderr } = await patient.run('/bin/sh', [
      '-c',
      script,
      'scratch',
      existingDirectory(patient.workdir),
    ]);
    if (ending.kind === 'timed-out' || ending.kind === 'cancelled') {
      return [
        fail(`${patient.workdir} does not answer`, { owner: 'site', advice: 'its file system hangs, or is very slow' }),
      ];
    }
    return judgeScratch(patient.workdir, readReport(stdout, stderr), await wantedBytes(patient));
  },
};

/** What a look at a directory has found. */
export interface ScratchReport {
  /** Why nothing can be written; absent where it can. */
  readonly refusal?: string;
  readonly freeBytes?: number;
  readonly freeFiles?: number;
  readonly executes: boolean;
  readonly bytesPerSecond?: number;
}

/** Pure. `wantedBytes` is what the jobs of all slots may need. */
export function judgeScratch(
  workdir: string,
  { refusal, freeBytes = Infinity, freeFiles = Infinity, executes, bytesPerSecond }: ScratchReport,
  wanted: number,
): readonly Finding[] {
  if (refusal !== undefined) {
    const advice = "name a directory of the pilot's own on the node's disk (--workdir)";
    return [fail(`${workdir} cannot be written: ${refusal}`, { owner: 'you', advice })];
  }
  const space = `${workdir} has ${giga(freeBytes)} free`;
  const bound = { owner: 'site', advice: 'make room on the disk, or name another --workdir' } as const;
  const speed = bytesPerSecond === undefined ? '' : `, ${Math.round(bytesPerSecond / 1e6)} MB/s`;
  return [
    freeBytes < defaultLimits.freeDiskBytes
      ? fail(`${space}; payloads are ended below ${giga(defaultLimits.freeDiskBytes)}`, bound)
      : freeBytes < wanted
        ? warn(`${space}; the jobs of this pilot may need ${giga(wanted)}`, bound)
        : ok(`${space}${speed}`),
    ...(freeFiles < fewFiles ? [warn(`${workdir} has room for ${freeFiles} files only`, bound)] : []),
    ...(executes || freeBytes === 0
      ? []
      : [
          fail(`no program can be started in ${workdir}`, {
            owner: 'site',
            advice: 'mount it without noexec, or name another --workdir',
          }),
        ]),
    ...(bytesPerSecond !== undefined && bytesPerSecond < slowBytesPerSecond
      ? [
          warn(`${workdir} takes only${speed.slice(1)}`, {
            owner: 'site',
            advice: 'jobs will wait for it: use a disk of the node',
          }),
        ]
      : []),
  ];
}

const fewFiles = 10_000;
/** A disk of today writes ten times as fast; a file server under load does not. */
const slowBytesPerSecond = 10e6;

function giga(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

async function wantedBytes({ queuedata, settings }: Patient): Promise<number> {
  const { maxWorkDirMb } = (await queuedata().catch(() => undefined)) ?? {};
  return (maxWorkDirMb ?? 0) * 1024 ** 2 * settings.slots;
}

/** Pure: the lines of the script below. */
export function readReport(stdout: string, stderr: string): ScratchReport {
  if (!/^made$/m.test(stdout)) return { refusal: stderr.trim().split('\n').at(-1) ?? '', executes: false };
  const [blocks, files] = [/^space (\d+)$/m, /^files (\d+)$/m].map((pattern) => pattern.exec(stdout)?.[1]);
  const [, seconds] = /^written .* ([\d.]+(?:e-?\d+)?) s\b/m.exec(stdout) ?? [];
  const full = /No space left|quota/i.test(stderr);
  return {
    executes: /^executes$/m.test(stdout),
    ...(blocks === undefined ? {} : { freeBytes: full ? 0 : Number(blocks) * 1024 }),
    ...(files === undefined ? {} : { freeFiles: Number(files) }),
    ...(seconds === undefined || full ? {} : { bytesPerSecond: speedBytes / Math.max(Number(seconds), 0.001) }),
  };
}

const speedBytes = 32 * 1024 ** 2;

/** In a process of its own, since a file system that hangs keeps whoever asks it. */
const script = String.raw`
place=$(mktemp -d "$1/panda-pilot-doctor-XXXXXX") || exit 1
trap 'rm -rf -- "$place"' EXIT
trap 'exit 1' HUP INT TERM
echo made
{ echo '#!/bin/sh'; echo exit 0; } >"$place/program" && chmod 700 "$place/program" && "$place/program" && echo executes
df -P -k "$place" | { read -r line; read -r device blocks used free rest; echo "space $free"; }
df -P -i "$place" 2>/dev/null | { read -r line; read -r device inodes used free rest; echo "files $free"; }
dd if=/dev/zero of="$place/speed" bs=1048576 count=${speedBytes / 1024 ** 2} conv=fsync 2>"$place/words" || cat "$place/words" >&2
echo "written $(tail -n 1 "$place/words")"
`;
