/** What batches save beside one xrdcp after another, against a server on this machine. Needs root and xrootd. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseQueuedata, silentLogger } from '@panda-pilot/core';
import { checksumOfFile, createTransferEngine } from '@panda-pilot/movers-core';
import { xrdcp } from '@panda-pilot/movers-xrootd';
import { runCommand } from '@panda-pilot/timed-command';
import { startServer } from './server.mjs';

const rounds = 3;
const files = 200;
const { signal } = new AbortController();
const options = { signal, timeoutMs: 600_000, logger: silentLogger };
const root = await mkdtemp(join(tmpdir(), 'panda-bench-'));
const server = await startServer(root);
const [enter, ...words] = server.enter;
const env = { PATH: process.env.PATH };
const mover = xrdcp.create(xrdcp.parseOptions({}), {
  runCommand: (tool, args, how) => runCommand(enter, [...words, tool, ...args], how),
  fetch,
  env,
});
const engine = createTransferEngine({
  movers: async () => mover,
  queuedata: parseQueuedata(JSON.stringify({ nickname: 'BENCH', copytool: 'xrdcp' })),
  logger: silentLogger,
  onEvent: () => undefined,
});

let run = 0;
try {
  console.log(`Node ${process.version}, ${availableParallelism()} cores; seconds, median of ${rounds}`);
  const inputs = await makeFiles(join(root, 'source'), files, 1_000_000);
  const urlOf = (name) => new URL(`root://localhost//${name}`);
  const plain = (args) => execFileSync(enter, [...words, 'xrdcp', '-np', ...args], { env, stdio: 'ignore' });
  await report(`${files} x 1 MB up`, {
    'one xrdcp after another': (to) => inputs.forEach(({ path, lfn }) => plain([path, urlOf(`${to}/${lfn}`).href])),
    'mover putMany': async (to) =>
      settled(
        await mover.putMany(
          inputs.map(({ path, lfn }) => ({ source: path, destination: urlOf(`${to}/${lfn}`) })),
          options,
        ),
      ),
    'engine stage-out, verified': async (to) =>
      outcomes(
        await engine.stageOut(
          inputs.map((input) => outputOf(input, urlOf(`${to}/${input.lfn}`))),
          { signal },
        ),
      ),
  });
  for (const { path, lfn } of inputs) plain(['-f', path, urlOf(`stored/${lfn}`).href]);
  await report(`${files} x 1 MB down`, {
    'one xrdcp after another': (to) =>
      inputs.forEach(({ lfn }) => plain([urlOf(`stored/${lfn}`).href, join(root, to, lfn)])),
    'mover getMany': async (to) =>
      settled(
        await mover.getMany(
          inputs.map(({ lfn }) => ({ source: urlOf(`stored/${lfn}`), destination: join(root, to, lfn) })),
          options,
        ),
      ),
    'engine stage-in, verified': async (to) =>
      outcomes(
        await engine.stageIn(
          inputs.map((input) => inputOf(input, urlOf(`stored/${input.lfn}`), join(root, to))),
          { signal },
        ),
      ),
  });
  const [large] = await makeFiles(join(root, 'large'), 1, 1_000_000_000);
  await report('1 GB up', {
    'plain xrdcp': (to) => plain([large.path, urlOf(`${to}/file`).href]),
    'engine stage-out, verified': async (to) =>
      outcomes(await engine.stageOut([outputOf(large, urlOf(`${to}/file`))], { signal })),
  });
  plain(['-f', large.path, urlOf('stored/large').href]);
  await report('1 GB down', {
    'plain xrdcp': (to) => plain([urlOf('stored/large').href, join(root, to, 'file')]),
    'engine stage-in, verified': async (to) =>
      outcomes(await engine.stageIn([inputOf(large, urlOf('stored/large'), join(root, to))], { signal })),
  });
} finally {
  await server.stop();
  await rm(root, { recursive: true, force: true });
}

async function report(title, ways) {
  console.log(`\n${title}`);
  let first;
  for (const [name, work] of Object.entries(ways)) {
    const seconds = [];
    for (let round = 0; round < rounds; round++) {
      const to = `run-${++run}`;
      await mkdir(join(root, to));
      const startedAt = performance.now();
      await work(to);
      seconds.push((performance.now() - startedAt) / 1000);
      await rm(join(root, to), { recursive: true });
      await rm(join(server.root, to), { recursive: true, force: true });
    }
    const median = seconds.toSorted((one, other) => one - other)[Math.floor(rounds / 2)];
    first ??= median;
    console.log(`  ${name.padEnd(30)} ${median.toFixed(2)}   ${(first / median).toFixed(1)} x as fast`);
  }
}

async function makeFiles(directory, count, bytes) {
  await mkdir(directory);
  const made = [];
  for (let index = 0; index < count; index++) {
    const path = join(directory, `file-${index}`);
    await writeFile(path, randomBytes(bytes));
    made.push({
      path,
      lfn: `file-${index}`,
      sizeBytes: bytes,
      checksum: await checksumOfFile(path, 'adler32', signal),
    });
  }
  return made;
}

function outputOf({ path, lfn }, destination) {
  return { file: { lfn, guid: lfn, optional: false }, source: path, destination, role: 'output' };
}

function inputOf({ lfn, sizeBytes, checksum }, replica, directory) {
  return { file: { lfn, sizeBytes, checksum }, replicas: [replica], destination: join(directory, lfn) };
}

function settled(results) {
  const failed = results.find(({ status }) => status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

function outcomes(results) {
  const failed = results.find(({ kind }) => kind === 'failed');
  if (failed !== undefined) throw failed.error;
}
