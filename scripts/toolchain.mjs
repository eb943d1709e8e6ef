/**
 * What `npm run demo` and `npm test` need on a bare machine: pnpm (through npm, into .tools/) and the dependencies.
 * Does nothing, in a few milliseconds, when both are there.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export const root = join(import.meta.dirname, '..');
const tools = join(root, '.tools');
const stamp = join(tools, 'installed');

/** The environment in which the monorepo's own commands run. */
export const environment = {
  ...process.env,
  PATH: [join(tools, 'node_modules/.bin'), join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter),
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
};

/** Installs what is missing. Exits with one sentence when that fails. */
export function ensureInstalled() {
  refuseOldNode();
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const wanted = `${packageManager} ${process.version} ${hashOf('pnpm-lock.yaml')}`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(join(root, 'node_modules'))) return;
  mkdirSync(tools, { recursive: true });
  if (!existsSync(join(tools, 'node_modules/.bin/pnpm'))) {
    say(`installing ${packageManager} into .tools/`);
    run('npm', [
      'install',
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      '--prefix',
      tools,
      packageManager,
    ]);
  }
  say('installing dependencies');
  run('pnpm', ['install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=warn']);
  writeFileSync(stamp, wanted);
}

/** Compiles and bundles what has changed. */
export function build() {
  run('turbo', ['run', 'build', '--output-logs=errors-only'], { quiet: true });
}

/** Runs a command of the monorepo; when it fails, so do we, with its exit code. */
export function run(file, args, { quiet = false, env = environment } = {}) {
  const result = spawnSync(file, args, { cwd: root, env, stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit' });
  if (result.status === 0) return;
  if (quiet) process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  say(`${file} ${args.join(' ')} failed${result.error ? `: ${result.error.message}` : ''}`);
  process.exit(result.status ?? 1);
}

/** Of which sources something is made, as the pilot tells it: `-changed` when not all of them are committed. */
export function commit() {
  const git = (...args) => execFileSync('git', ['-C', root, ...args], { encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain') === '' ? '' : '-changed';
  return `${git('rev-parse', '--short=10', 'HEAD')}${changed}`;
}

export function say(text) {
  process.stderr.write(`> ${text}\n`);
}

function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  say(`Node ${process.versions.node} is too old: the pilot needs Node 20.19 or newer`);
  process.exit(1);
}

function hashOf(file) {
  return createHash('sha256')
    .update(readFileSync(join(root, file)))
    .digest('hex');
}
