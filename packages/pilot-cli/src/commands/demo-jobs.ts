import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createAdler32, formatChecksum, rucioPath } from '@panda-pilot/core';
import { ensureDirectory } from '@panda-pilot/lease';
import type { SubmittedJob } from '@panda-pilot/panda-local';

/** The queue of the demonstration. */
export const demoQueue = 'DEMO_LAPTOP';

export interface DemoJob {
  readonly title: string;
  readonly description: SubmittedJob;
  readonly expected: { readonly state: string; readonly exitCode: number; readonly code: number };
}

const scope = 'demo';

/** Adds up its numbers; reads every input, writes what the job asks for. */
const payload = `#!/bin/sh
# usage: analyse OUTPUT INPUT...   the mean of all numbers in the inputs
set -eu
output=$1; shift
echo "$(date -u +%FT%TZ) reading $# files on $(hostname)"
cat "$@" | awk '{ sum += $1; n += 1 } END { printf "numbers %d\\nmean %.6f\\n", n, sum / n }' > "$output"
cat "$output"
`;

const broken = `#!/bin/sh
echo "reading $1"
echo "calibration for run 7 not found" >&2
exit 3
`;

/** Writes queuedata, payloads and input files below `directory`; resolves with the jobs to submit. */
export async function prepareDemo(directory: string): Promise<readonly DemoJob[]> {
  const storage = join(directory, 'storage');
  // First, since by it the directory is known for a demo's.
  await writeWithParents(join(directory, 'queuedata.json'), `${JSON.stringify(queuedata(storage), null, 2)}\n`);
  await writeWithParents(join(directory, 'bin/analyse'), payload, 0o755);
  await writeWithParents(join(directory, 'bin/broken'), broken, 0o755);
  const inputs = await Promise.all(
    ['run-5.txt', 'run-6.txt', 'run-7.txt', 'big.txt'].map((lfn, index) =>
      writeInput(storage, lfn, lfn === 'big.txt' ? 500_000 : 2000 * (index + 1)),
    ),
  );
  const [five, six, seven, big] = inputs;
  if (five === undefined || six === undefined || seven === undefined || big === undefined)
    throw new Error('an input was not written');
  const analyse = (title: string, files: readonly WrittenInput[]): DemoJob => ({
    title,
    description: job({
      transformation: join(directory, 'bin/analyse'),
      parameters: [`mean-${title}.txt`, ...files.map(({ lfn }) => lfn)].join(' '),
      inputs: [...files],
      outputs: [{ lfn: `mean-${title}.txt`, scope }],
      log: { lfn: `log-${title}.tgz`, scope },
    }),
    expected: { state: 'finished', exitCode: 0, code: 0 },
  });
  return [
    analyse('one', [five]),
    analyse('three', [five, six, seven]),
    analyse('big', [big]),
    {
      title: 'broken',
      description: job({
        transformation: join(directory, 'bin/broken'),
        parameters: seven.lfn,
        inputs: [seven],
        outputs: [{ lfn: 'never.txt', scope }],
        log: { lfn: 'log-broken.tgz', scope },
      }),
      expected: { state: 'failed', exitCode: 3, code: 1305 },
    },
  ];
}

function job(description: Omit<SubmittedJob, 'queue' | 'label'>): SubmittedJob {
  return { queue: demoQueue, label: 'managed', ...description };
}

/** Whether an earlier demo has made this directory. */
export async function isDemo(directory: string): Promise<boolean> {
  try {
    const content: unknown = JSON.parse(await readFile(join(directory, 'queuedata.json'), 'utf8'));
    return typeof content === 'object' && content !== null && 'nickname' in content && content.nickname === demoQueue;
  } catch {
    return false;
  }
}

function queuedata(storage: string): Record<string, unknown> {
  return {
    nickname: demoQueue,
    panda_resource: demoQueue,
    status: 'online',
    copytool: 'cp',
    appdir: '',
    se: 'file://',
    seprodpath: join(storage, 'rucio'),
    sepath: join(storage, 'rucio'),
    timefloor: 60,
    maxinputsize: 1000,
  };
}

type WrittenInput = NonNullable<SubmittedJob['inputs']>[number];

async function writeInput(storage: string, lfn: string, numbers: number): Promise<WrittenInput> {
  const lines = Array.from({ length: numbers }, (_, index) => ((index * 7919) % 1000).toString());
  const content = Buffer.from(`${lines.join('\n')}\n`);
  await writeWithParents(join(storage, rucioPath(scope, lfn)), content);
  const adler32 = createAdler32();
  adler32.update(content);
  return { lfn, scope, sizeBytes: content.length, checksum: formatChecksum(adler32.digest()), guid: guidOf(lfn) };
}

function guidOf(lfn: string): string {
  const hex = createHash('md5').update(lfn).digest('hex').toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

async function writeWithParents(path: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
  await ensureDirectory(dirname(path));
  await writeFile(path, content, { mode });
}
