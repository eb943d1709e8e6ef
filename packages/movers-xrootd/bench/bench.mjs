/**
 * What batches save beside one xrdcp after another, against a server on this machine. Needs root and xrootd. `bench.mjs`: without
 * logins, two minutes; `bench.mjs gsi`: with GSI, three minutes.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseQueuedata, silentLogger } from '@panda-pilot/core';
import { checksumOfFile, createTransferEngine } from '@panda-pilot/movers-core';
import { xrdcp } from '@panda-pilot/movers-xrootd';
import { runCommand } from '@panda-pilot/timed-command';
import { startServer } from './server.mjs';

const files = 200;
const withGsi = process.argv.includes('gsi');
const oneByOne = 'one xrdcp after another';
const { signal } = new AbortController();
const options = { signal, timeoutMs: 600_000, logger: silentLogger };
const urlOf = (name) => new URL(`root://localhost//${name}`);
const root = await mkdtemp(join(tmpdir(), 'panda-bench-'));

// The server is somebody else.
await chmod(root, 0o755);
let run = 0;
try {
  console.log(`Node ${process.version}, ${availableParallelism()} cores; seconds: median (least to most)`);
  const inputs = await makeFiles(join(root, 'source'), files, 1_000_000);
  if (withGsi) {
    // One after another takes a minute a round, most of it the CPU's, so that one round will do.
    await withServer('GSI', { gsi: true }, (site) => manyFiles(site, inputs, { rounds: 5, once: oneByOne }));
  } else {
    await withServer('anonymous', {}, async (site) => {
      await manyFiles(site, inputs, { rounds: 5 });
      const [large] = await makeFiles(join(root, 'large'), 1, 1_000_000_000);
      await oneFile(site, large, { rounds: 3 });
    });
  }
} finally {
  await rm(root, { recursive: true, force: true });
}

async function withServer(title, how, work) {
  const home = await mkdtemp(join(root, 'server-'));
  const server = await startServer(home, how);
  const [enter, ...words] = server.enter;
  const env = { PATH: process.env.PATH, ...server.env };
  const mover = xrdcp.create(xrdcp.parseOptions({}), {
    runCommand: (tool, args, options_) => runCommand(enter, [...words, tool, ...args], options_),
    fetch,
    env,
  });
  const engine = createTransferEngine({
    movers: async () => mover,
    queuedata: parseQueuedata(JSON.stringify({ nickname: 'BENCH', copytool: 'xrdcp' })),
    logger: silentLogger,
    onEvent: () => undefined,
  });
  const plain = (...args) => execFileSync(enter, [...words, 'xrdcp', '-np', ...args], { env, stdio: 'ignore' });
  try {
    await work({ title, server, mover, engine, plain });
  } finally {
    await server.stop();
  }
}

async function manyFiles({ title, server, mover, engine, plain }, inputs, { rounds, once }) {
  const bare = ['--parallel', '4', '--cksum', 'adler32:source'];
  await report(
    `${title}: ${files} x 1 MB up`,
    { server, rounds, once, perFile: files },
    {
      [oneByOne]: (to) => inputs.forEach(({ path, lfn }) => plain(path, urlOf(`${to}/${lfn}`).href)),
      'one xrdcp for all': async (to) => {
        await mkdir(join(server.root, to));
        await chown(join(server.root, to), server.uid, server.uid);
        plain(...bare, ...inputs.map(({ path }) => path), `${urlOf(to).href}/`);
      },
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
    },
  );
  await mover.putMany(
    inputs.map(({ path, lfn }) => ({ source: path, destination: urlOf(`stored/${lfn}`) })),
    options,
  );
  await report(
    `${title}: ${files} x 1 MB down`,
    { server, rounds, once, perFile: files },
    {
      [oneByOne]: (to) => inputs.forEach(({ lfn }) => plain(urlOf(`stored/${lfn}`).href, join(root, to, lfn))),
      'one xrdcp for all': (to) =>
        plain('--parallel', '4', ...inputs.map(({ lfn }) => urlOf(`stored/${lfn}`).href), `${join(root, to)}/`),
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
    },
  );
}

async function oneFile({ title, server, engine, plain }, large, { rounds }) {
  await report(
    `${title}: 1 GB up`,
    { server, rounds },
    {
      'plain xrdcp': (to) => plain(large.path, urlOf(`${to}/file`).href),
      'engine stage-out, verified': async (to) =>
        outcomes(await engine.stageOut([outputOf(large, urlOf(`${to}/file`))], { signal })),
    },
  );
  plain('-f', large.path, urlOf('stored/large').href);
  await report(
    `${title}: 1 GB down`,
    { server, rounds },
    {
      'plain xrdcp': (to) => plain(urlOf('stored/large').href, join(root, to, 'file')),
      'engine stage-in, verified': async (to) =>
        outcomes(await engine.stageIn([inputOf(large, urlOf('stored/large'), join(root, to))], { signal })),
    },
  );
}

/**
 * Takes turns: a disk that becomes slow is slow for all. `once`: a way that has one round only; `perFile`: tells how much longer
 * than the second way, which is the bare tool, each file took.
 */
async function report(title, { server, rounds, once, perFile }, ways) {
  console.log(`\n${title} (${rounds} rounds${once === undefined ? '' : `, one of ${once}`})`);
  const taken = new Map(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, work] of Object.entries(ways)) {
      if (round === 0 || name !== once) taken.get(name).push(await secondsOf(work, server));
    }
  }
  const medians = [];
  for (const [name, unsorted] of taken) {
    const seconds = unsorted.toSorted((one, other) => one - other);
    const median = seconds[Math.floor(seconds.length / 2)];
    medians.push(median);
    const over = ((median - medians[1]) / perFile) * 1000;
    const cost =
      perFile !== undefined && medians.length > 2 ? `   ${over.toFixed(1)} ms a file over the bare tool` : '';
    const spread = `(${seconds[0].toFixed(2)} to ${seconds.at(-1).toFixed(2)})`.padEnd(17);
    const ratio = `${(medians[0] / median).toFixed(1)} x as fast`;
    console.log(`  ${name.padEnd(28)} ${median.toFixed(2)} ${spread} ${ratio}${cost}`);
  }
}

async function secondsOf(work, server) {
  const to = `run-${++run}`;
  await mkdir(join(root, to));
  // What an earlier run wrote is on the disk before this one begins.
  execFileSync('sync', ['-f', root]);
  const startedAt = performance.now();
  await work(to);
  const seconds = (performance.now() - startedAt) / 1000;
  await rm(join(root, to), { recursive: true });
  await rm(join(server.root, to), { recursive: true, force: true });
  return seconds;
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
