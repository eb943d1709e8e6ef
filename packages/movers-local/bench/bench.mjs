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

const rounds = 3;
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
try {
  const startMB = process.memoryUsage().rss / 1024 ** 2;
  console.log(`Node ${process.version}, ${availableParallelism()} cores, ${root}; seconds, median of ${rounds}`);
  await compare('100 x 1 MB', { files: 100, bytes: 1_000_000 });
  await compare('1 x 2 GB', { files: 1, bytes: 2_000_000_000 });
  const peakMB = process.resourceUsage().maxRSS / 1024;
  console.log(`\nmemory of this process: ${Math.round(peakMB)} MB at most, ${Math.round(startMB)} MB at the start`);
} finally {
  await rm(root, { recursive: true, force: true });
}

async function compare(title, { files, bytes }) {
  const source = join(root, 'source');
  const target = join(root, 'target');
  const inputs = await makeFiles(source, { files, bytes });
  const plain = await median(target, () => execFileSync('cp', ['-r', `${source}/.`, target]));
  const sums = await median(target, async () => {
    for (const { path } of inputs) await checksumOfFile(path, 'adler32', signal);
  });
  const alone = await median(target, async () => {
    for (const { path, lfn } of inputs) await mover.get(pathToFileURL(path), join(target, lfn), options);
  });
  const stageIn = await median(target, async () => {
    const requests = inputs.map(({ path, ...file }) => ({
      file,
      replicas: [pathToFileURL(path)],
      destination: join(target, file.lfn),
    }));
    expectKind('staged', await engine.stageIn(requests, { signal }));
  });
  const stageOut = await median(target, async () => {
    const requests = inputs.map(({ path, lfn }) => ({
      file: { lfn, guid: lfn, optional: false },
      source: path,
      destination: pathToFileURL(join(target, lfn)),
      role: 'output',
    }));
    expectKind('stored', await engine.stageOut(requests, { signal }));
  });
  const beside = plain + sums;
  // What the bare tool would cost more, file by file: a mover does no less.
  const overheadMs = (1000 * (stageIn - beside)) / files;
  console.log(`\n${title}`);
  for (const [name, seconds] of Object.entries({
    'cp -r': plain,
    'adler32 of all': sums,
    'mover get (copy and adler32)': alone,
    'engine stage-in': stageIn,
    'engine stage-out (and adler32 of what is stored)': stageOut,
  })) {
    console.log(
      `  ${name.padEnd(50)} ${seconds.toFixed(3)}   ${(seconds / beside).toFixed(2)} x (cp + adler32)   ${(seconds / plain).toFixed(2)} x cp`,
    );
  }
  console.log(`  overhead of a file's stage-in: ${overheadMs.toFixed(1)} ms`);
  await rm(source, { recursive: true });
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

async function median(target, work) {
  const seconds = [];
  for (let round = 0; round < rounds; round++) {
    await rm(target, { recursive: true, force: true });
    await mkdir(target);
    const startedAt = performance.now();
    await work();
    seconds.push((performance.now() - startedAt) / 1000);
  }
  return seconds.toSorted((one, other) => one - other)[Math.floor(rounds / 2)];
}

function expectKind(kind, outcomes) {
  const wrong = outcomes.find((outcome) => outcome.kind !== kind);
  if (wrong !== undefined) throw wrong.error;
}
