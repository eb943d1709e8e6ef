#!/usr/bin/env node
/**
 * `pnpm release --dry-run [--to DIR]`: what a release would publish: each package with its next version, the size of its tarball, and the changesets that tell
 * of it; the tarballs stay in DIR. `pnpm release`: publishes what `changeset version` has given a new version, after `pnpm check`. Provenance wants a CI that
 * npm knows, and the address of the repository in the package.json of the root.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { build, commit, ensureInstalled, environment, root, run, say } from './toolchain.mjs';

const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean' }, to: { type: 'string' } } });
ensureInstalled();
build();
if (values['dry-run']) await rehearse();
else {
  refuseWithoutRepository();
  run('pnpm', ['check']);
  // The pilot that is published tells its commit.
  run(process.execPath, [join(root, 'packages/pilot-cli/bundle/bundle.mjs'), '--commit', commit()]);
  run('changeset', ['publish']);
}

/** npm takes provenance only for packages that name the repository they were built from. */
function refuseWithoutRepository() {
  const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  if (repository?.url !== undefined) return;
  say(
    'nothing is published: package.json has no repository.url, which provenance needs; write it there, then pnpm uniform',
  );
  process.exit(1);
}

async function rehearse() {
  const folder = values.to ?? mkdtempSync(join(tmpdir(), 'panda-release-'));
  mkdirSync(folder, { recursive: true });
  try {
    const releases = await planned();
    await inTurns(releases, async (release) => (release.bytes = await sizeOf(release, folder)));
    tell(releases);
  } finally {
    if (values.to === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** The releases that the changesets ask for. Loaded here: on a bare machine it has just been installed. */
async function planned() {
  const { default: getReleasePlan } = await import('@changesets/get-release-plan');
  const { releases } = await (getReleasePlan.default ?? getReleasePlan)(root);
  return releases.filter(({ type }) => type !== 'none').toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Bytes of the package's tarball, which is left in `folder`. */
async function sizeOf({ name, oldVersion }, folder) {
  const cwd = join(root, 'packages', name.split('/')[1]);
  await promisify(execFile)('pnpm', ['pack', '--pack-destination', folder], { cwd, env: environment });
  return statSync(join(folder, `${name.slice(1).replace('/', '-')}-${oldVersion}.tgz`)).size;
}

/** Three at once. */
async function inTurns(items, work) {
  const rest = [...items];
  const turn = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all([turn(), turn(), turn()]);
}

function tell(releases) {
  for (const { name, oldVersion, newVersion, type, bytes, changesets } of releases) {
    const size = `${Math.ceil(bytes / 1000)} kB`.padStart(8);
    const told = changesets.length === 0 ? 'because of what it depends on' : changesets.join(', ');
    console.log(
      `${name.padEnd(28)}  ${`${oldVersion} -> ${newVersion}`.padEnd(15)}  ${type.padEnd(5)}  ${size}  ${told}`,
    );
  }
  console.log(`${releases.length} packages would be published; nothing was.`);
}
