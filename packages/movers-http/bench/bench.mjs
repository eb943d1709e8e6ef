/** What kept connections save beside one gfal-copy after another, against XrdHttp on this machine. Needs root, xrootd and gfal2. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseQueuedata, silentLogger } from '@panda-pilot/core';
import { checksumOfFile, createTransferEngine } from '@panda-pilot/movers-core';
import { davs } from '@panda-pilot/movers-http';
import { startServer } from './server.mjs';

if (process.argv[2] === 'inside') await bench();
// In a network namespace of its own the server is nobody else's, and nobody asks a name server.
else {
  const script = 'ip link set lo up && exec "$0" "$1" inside';
  execFileSync('unshare', ['-n', 'sh', '-c', script, process.execPath, import.meta.filename], { stdio: 'inherit' });
}

async function bench() {
  const files = 100;
  const { signal } = new AbortController();
  const root = await mkdtemp(join(tmpdir(), 'panda-bench-'));
  const server = startServer(root);
  const env = { PATH: process.env.PATH, GFAL_PYTHONBIN: '/usr/bin/python3', ...server.environment };
  const urlOf = (name) => new URL(`davs://localhost:8443/${name}`);
  const gfal = (from, to) => execFileSync('gfal-copy', [from, to], { env, stdio: 'ignore' });
  const mover = davs.create(davs.parseOptions({}), { env });
  const engine = createTransferEngine({
    movers: async () => mover,
    queuedata: parseQueuedata(JSON.stringify({ nickname: 'BENCH', copytool: 'davs' })),
    logger: silentLogger,
    onEvent: () => undefined,
  });
  const options = { signal, timeoutMs: 600_000, logger: silentLogger };
  try {
    console.log(
      `Node ${process.version}, ${availableParallelism()} cores; ${files} files of 10 kB over TLS with a proxy, seconds`,
    );
    await mkdir(join(root, 'down'));
    const sources = [];
    for (let index = 0; index < files; index++) {
      const path = join(root, `file-${index}`);
      await writeFile(path, randomBytes(10_000));
      sources.push({ path, lfn: `file-${index}`, checksum: await checksumOfFile(path, 'adler32', signal) });
    }
    await report('up', {
      'gfal-copy, one after another': () =>
        sources.forEach(({ path, lfn }) => gfal(`file://${path}`, urlOf(`gfal/${lfn}`).href)),
      'davs putMany': async () =>
        settled(
          await mover.putMany(
            sources.map(({ path, lfn }) => ({ source: path, destination: urlOf(`many/${lfn}`) })),
            options,
          ),
        ),
      'davs put, one after another': async () => {
        for (const { path, lfn } of sources) await mover.put(path, urlOf(`one/${lfn}`), options);
      },
      'engine stage-out, verified': async () =>
        outcomes(
          await engine.stageOut(
            sources.map(({ path, lfn }) => ({
              file: { lfn, guid: lfn, optional: false },
              source: path,
              destination: urlOf(`engine/${lfn}`),
              role: 'output',
            })),
            { signal },
          ),
        ),
    });
    const local = (name) => join(root, 'down', name);
    await report('down', {
      'gfal-copy, one after another': () =>
        sources.forEach(({ lfn }) => gfal(urlOf(`gfal/${lfn}`).href, `file://${local(`gfal-${lfn}`)}`)),
      'davs getMany': async () =>
        settled(
          await mover.getMany(
            sources.map(({ lfn }) => ({ source: urlOf(`many/${lfn}`), destination: local(`many-${lfn}`) })),
            options,
          ),
        ),
      'davs get, one after another': async () => {
        for (const { lfn } of sources) await mover.get(urlOf(`one/${lfn}`), local(`one-${lfn}`), options);
      },
      'engine stage-in, verified': async () =>
        outcomes(
          await engine.stageIn(
            sources.map(({ lfn, checksum }) => ({
              file: { lfn, sizeBytes: 10_000, checksum },
              replicas: [urlOf(`engine/${lfn}`)],
              destination: local(`engine-${lfn}`),
            })),
            { signal },
          ),
        ),
    });
  } finally {
    server.stop();
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function report(title, ways) {
  console.log(`\n| ${title} | seconds | times as fast |\n|---|---|---|`);
  let first;
  for (const [name, work] of Object.entries(ways)) {
    const startedAt = performance.now();
    await work();
    const seconds = (performance.now() - startedAt) / 1000;
    first ??= seconds;
    console.log(`| ${name} | ${seconds.toFixed(2)} | ${(first / seconds).toFixed(1)} |`);
  }
}

function settled(results) {
  const failed = results.find(({ status }) => status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

function outcomes(results) {
  const failed = results.find(({ kind }) => kind === 'failed');
  if (failed !== undefined) throw failed.error;
}
