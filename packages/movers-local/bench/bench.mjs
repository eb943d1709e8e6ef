/** What the cp mover and the engine cost beside `cp` and a checksum of the same files. Prints medians of several rounds. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseQueuedata, silentLogger } from '@panda-pilot/core';
import { checksumOfFile, createTransferEngine } from '@panda-pilot/movers-core';
import { cp } from '@panda-pilot/movers-local';

const rounds = 5;
const { signal } = new AbortController();
const mover = cp.create(cp.parseOptions(undefined), {});
const options = { signal, timeoutMs: 600_000, logger: silentLogger };
const engine = createTransferEngine({
  movers: async () => mover,
  queuedata: parseQueuedata(JSON.stringify({ nickname: 'BENCH', copytool: 'cp' })),
  logger: silentLogger,
  onEvent: () => undefined,
});

const root = await mkdtemp(join(tmpdir(), 'panda-bench-'));
const [source, target] = [join(root, 'source'), join(root, 'target')];
try {
  const startMB = process.memoryUsage().rss / 1024 ** 2;
  console.log(`Node ${process.version}, ${availableParallelism()} cores, ${root}; median seconds of ${rounds} rounds`);
  await compare('100 x 1 MB', { files: 100, bytes: 1_000_000 });
  await compare('1 x 2 GB', { files: 1, bytes: 2_000_000_000 });
  const peakMB = process.resourceUsage().maxRSS / 1024;
  console.log(`\nmemory of this process: ${Math.round(peakMB)} MB at most, ${Math.round(startMB)} MB at the start`);
} finally {
  await rm(root, { recursive: true, force: true });
}

async function compare(title, { files, bytes }) {
  const inputs = await makeFiles(source, { files, bytes });
  const rows = rowsFor(inputs);
  const seconds = await inTurns(rows);
  const [cp, sums] = [...seconds.values()];
  console.log(`\n${title.padEnd(50)} seconds   of (cp + adler32)   of cp`);
  for (const [name, taken] of seconds) {
    const columns = [taken.toFixed(3).padStart(7), (taken / (cp + sums)).toFixed(2), (taken / cp).toFixed(2)];
    console.log(`  ${name.padEnd(48)} ${columns.join('              ')}`);
  }
  const stageIn = seconds.get('engine stage-in');
  console.log(`  a file's stage-in takes longer than both: ${((1000 * (stageIn - cp - sums)) / files).toFixed(2)} ms`);
  await rm(source, { recursive: true });
}

/** What is compared; the plain tools first. */
function rowsFor(inputs) {
  const paths = inputs.map(({ path }) => path);
  const read =
    'import sys, zlib\nfor path in sys.argv[1:]:\n  sum = 1\n  with open(path, "rb") as file:\n    while chunk := file.read(1 << 20): sum = zlib.adler32(chunk, sum)';
  return {
    'cp -r': () => execFileSync('cp', ['-r', `${source}/.`, target]),
    'adler32 of all (zlib, by Python)': () => execFileSync('python3', ['-c', read, ...paths]),
    'adler32 of all (ours)': async () => {
      for (const path of paths) await checksumOfFile(path, 'adler32', signal);
    },
    'mover get (copy and adler32)': async () => {
      for (const { path, lfn } of inputs) await mover.get(pathToFileURL(path), join(target, lfn), options);
    },
    'engine stage-in': async () => {
      const requests = inputs.map(({ path, ...file }) => ({
        file,
        replicas: [pathToFileURL(path)],
        destination: join(target, file.lfn),
      }));
      expectKind('staged', await engine.stageIn(requests, { signal }));
    },
    'engine stage-out (and adler32 of what is stored)': async () => {
      const requests = inputs.map(({ path, lfn }) => ({
        file: { lfn, guid: lfn, optional: false },
        source: path,
        destination: pathToFileURL(join(target, lfn)),
        role: 'output',
      }));
      expectKind('stored', await engine.stageOut(requests, { signal }));
    },
  };
}

/** Median seconds of each row; the rows take turns, so that what else the machine does burdens all of them. */
async function inTurns(rows) {
  const taken = new Map(Object.keys(rows).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, work] of Object.entries(rows)) {
      await rm(target, { recursive: true, force: true });
      await mkdir(target);
      const startedAt = performance.now();
      await work();
      taken.get(name).push((performance.now() - startedAt) / 1000);
    }
  }
  return new Map([...taken].map(([name, all]) => [name, all.toSorted((one, other) => one - other)[rounds >> 1]]));
}

async function makeFiles(directory, { files, bytes }) {
  await mkdir(directory);
  const inputs = [];
  for (let index = 0; index < files; index++) {
    const path = join(directory, `file-${index}`);
    const block = randomBytes(1_000_000);
    for (let written = 0; written < bytes; written += block.length) await appendFile(path, block);
    inputs.push({
      path,
      lfn: `file-${index}`,
      sizeBytes: bytes,
      checksum: await checksumOfFile(path, 'adler32', signal),
    });
  }
  return inputs;
}

function expectKind(kind, outcomes) {
  const wrong = outcomes.find((outcome) => outcome.kind !== kind);
  if (wrong !== undefined) throw wrong.error;
}
