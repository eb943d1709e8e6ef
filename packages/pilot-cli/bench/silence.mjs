#!/usr/bin/env node
/**
 * What ten seconds of a server that takes everything and answers nothing cost a job of one second: `node packages/pilot-cli/bench/silence.mjs`. The
 * time from the job to its stored log must not change; what may is the time until the server has acknowledged.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { rucioPath } from '../../core/dist/index.js';
import { startPandaLocal } from '../../panda-local/dist/index.js';
import { startCommand } from '../../timed-command/dist/index.js';

const pilot = join(import.meta.dirname, '../dist/bundle/panda-pilot.mjs');
const directory = mkdtempSync(join(tmpdir(), 'panda-bench-silence-'));
const storage = join(directory, 'storage');
const silentMs = 10_000;

const rows = [
  ['a server that answers', undefined],
  ['silent from "starting" on', 1],
  ['silent from "running" on', 2],
  ['silent from a heartbeat on', 5],
];

try {
  mkdirSync(storage, { recursive: true });
  const [prefix, place] = ['file://', join(storage, 'rucio')];
  const places = { se: prefix, seprodpath: place, sepath: place };
  const queuedata = { nickname: 'BENCH', panda_resource: 'BENCH', status: 'online', copytool: 'cp', ...places };
  writeFileSync(join(directory, 'queuedata.json'), JSON.stringify(queuedata));
  console.log('| 10 s of silence | job -> log stored (s) | job -> acknowledged (s) |\n|---|---|---|');
  for (const [what, from] of rows) {
    const { stored, acknowledged } = await jobBehind(from, `log.${from ?? 0}.tgz`);
    console.log(`| ${what} | ${(stored / 1000).toFixed(2)} | ${(acknowledged / 1000).toFixed(2)} |`);
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function jobBehind(from, lfn) {
  const server = await startPandaLocal({ directory: join(directory, `server-${lfn}`) });
  const relay = await relayTo(Number(new URL(server.url).port), from);
  try {
    const parameters = "-c 'sleep 1'";
    const id = await server.submit({
      queue: 'BENCH',
      label: 'managed',
      transformation: '/bin/sh',
      parameters,
      log: { lfn, scope: 'test' },
    });
    const files = ['--queuedata', join(directory, 'queuedata.json'), '--workdir', join(directory, `work-${lfn}`)];
    const args = ['run', '--url', relay.url, '-q', 'BENCH', ...files, '--heartbeat', '0.2', '--max-jobs', '1'];
    const { result } = startCommand(pilot, args, { env: { PATH: process.env.PATH }, timeoutMs: 60_000 });
    const at = async (reached) => {
      while (!reached()) await sleep(5);
      return performance.now();
    };
    const [sent, stored, acknowledged] = await Promise.all([
      at(() => server.job(id).status !== 'activated'),
      at(() => existsSync(join(storage, rucioPath('test', lfn)))),
      at(() => ['finished', 'failed'].includes(server.job(id).status)),
    ]);
    await result;
    return { stored: stored - sent, acknowledged: acknowledged - sent };
  } finally {
    relay.close();
    await server.close();
  }
}

/** Passes everything on, but for ten seconds from the update of that number on: then what comes waits, in both directions. */
async function relayTo(target, from) {
  let updates = 0;
  let silence = Promise.resolve();
  const sockets = new Set();
  const pass = (source, sink, look) => {
    sockets.add(source);
    source.on('error', () => source.destroy());
    source.on('data', (chunk) => {
      look(chunk);
      void silence.then(() => sink.write(chunk));
    });
    source.on('close', () => void silence.then(() => sink.end()));
  };
  const count = (chunk) => {
    if (chunk.includes('/pilot/update_job ') && ++updates === from) silence = sleep(silentMs);
  };
  const relay = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    pass(client, upstream, count);
    pass(upstream, client, () => undefined);
  });
  await new Promise((resolve) => relay.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${relay.address().port}`,
    close() {
      relay.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
