#!/usr/bin/env node
/**
 * What `pnpm bundle` makes, measured: sizes, `--version`, and the time to the first request, for the one file and the self-contained tarball, with every mover and
 * with two copytools. `node packages/pilot-cli/bench/install.mjs`, after `pnpm build`; rounds in turn, medians. Under two minutes.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const rounds = 21;
const directory = mkdtempSync(join(tmpdir(), 'panda-install-bench-'));
try {
  await main();
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function main() {
  const every = make('every');
  const two = make('two', '--movers', 'xrdcp,davs');
  const subjects = [
    { what: '`node -e 0`', command: [process.execPath, '-e', '0'] },
    { what: 'one file, every mover', size: every.file, command: [every.file] },
    { what: 'one file, `--movers xrdcp,davs`', size: two.file, command: [two.file] },
    { what: 'tarball, every mover', size: every.tarball, unpacked: every.tree, command: [every.program] },
    { what: 'tarball, `--movers xrdcp,davs`', size: two.tarball, unpacked: two.tree, command: [two.program] },
  ].map((subject) => ({ ...subject, versions: [], requests: [] }));
  const queuedata = join(directory, 'queuedata.json');
  writeFileSync(queuedata, JSON.stringify({ nickname: 'BENCH', copytool: 'xrdcp', se: 'root://localhost/' }));
  for (let round = 0; round < rounds; round += 1) {
    for (const { size, command, versions, requests } of subjects) {
      versions.push(versionTime(size === undefined ? command : [...command, '--version']));
      if (size !== undefined) requests.push(await firstRequestTime(command, queuedata));
    }
  }
  console.log('| | size, MiB | unpacked, MiB | `--version`, ms | start to first request, ms |\n|---|---|---|---|---|');
  for (const { what, size, unpacked, versions, requests } of subjects) {
    const cells = [what, size && mebibytes(size), unpacked && mebibytes(unpacked), median(versions), median(requests)];
    console.log(`| ${cells.map((cell) => cell ?? '').join(' | ')} |`);
  }
}

function make(name, ...chosen) {
  const output = join(directory, name);
  const script = join(import.meta.dirname, '../../../scripts/bundle.mjs');
  execFileSync(process.execPath, [script, '--as-built', '--output', output, ...chosen], { stdio: 'pipe' });
  const find = (end) =>
    join(
      output,
      readdirSync(output).find((file) => file.endsWith(end)),
    );
  const tarball = find('.tar.gz');
  execFileSync('tar', ['-C', output, '-xzf', tarball]);
  const tree = tarball.slice(0, -'.tar.gz'.length);
  return { file: find('.mjs'), tarball, tree, program: join(tree, 'bin/panda-pilot') };
}

/** The tarball brings its own Node, the file takes the one that it is told. */
const env = { PANDA_PILOT_NODE: process.execPath };

function versionTime([file, ...args]) {
  const startedAt = performance.now();
  execFileSync(file, args, { stdio: 'ignore', env });
  return performance.now() - startedAt;
}

/** A server that does not live to answer: its first caller is killed. */
async function firstRequestTime([file, ...args], queuedata) {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  const workdir = mkdtempSync(join(directory, 'work-'));
  const startedAt = performance.now();
  const pilot = spawn(
    file,
    [...args, 'run', '--url', url, '-q', 'BENCH', '--queuedata', queuedata, '--workdir', workdir],
    { stdio: 'ignore', env },
  );
  const ended = once(pilot, 'close');
  const asked = once(server, 'request').then(() => performance.now());
  const at = await Promise.race([asked, ended]);
  pilot.kill('SIGKILL');
  await ended;
  server.closeAllConnections();
  server.close();
  if (typeof at !== 'number') throw new Error(`${file} ended with ${at[0]} before it asked for anything`);
  return at - startedAt;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]?.toFixed(0);
}

function mebibytes(path) {
  const bytes = statSync(path).isFile()
    ? statSync(path).size
    : readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
  return (bytes / 2 ** 20).toFixed(1);
}
