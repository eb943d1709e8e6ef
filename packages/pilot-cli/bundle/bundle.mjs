/**
 * The pilot as one file that needs nothing but Node: `node bundle/bundle.mjs [--output FILE] [--movers xrdcp,davs] [--commit HASH] [--listing FILE]`.
 * ADR 13 tells why it is made so.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { deflateRawSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { knownCopytools } from '@panda-pilot/runjob';
import { headRoom, nodeOptions, startLines } from './start-line.mjs';

const here = import.meta.dirname;
const commentEnd = '*\u0001/';
const { version } = JSON.parse(readFileSync(join(here, '../package.json'), 'utf8'));
const { values } = parseArgs({
  options: {
    output: { type: 'string', default: join(here, '../dist/bundle/panda-pilot.mjs') },
    movers: { type: 'string' },
    commit: { type: 'string', default: '' },
    listing: { type: 'string' },
  },
});

await main();

async function main() {
  const output = resolve(values.output);
  mkdirSync(dirname(output), { recursive: true });
  const copytools = chosenCopytools(values.movers?.split(','));
  const { entry, sources, modules } = await compile(copytools);
  const scratch = mkdtempSync(join(tmpdir(), 'panda-bundle-'));
  try {
    const plain = join(scratch, 'panda-pilot.mjs');
    writeFileSync(plain, render(entry, sources, { compiled: new Map(), first: [] }));
    // Renamed into its place: whoever runs the one before goes on running it.
    writeFileSync(`${output}.new`, render(entry, sources, record(plain, scratch)), { mode: 0o755 });
    renameSync(`${output}.new`, output);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  if (values.listing !== undefined) writeFileSync(values.listing, JSON.stringify({ modules }));
}

/** The packages of the chosen copytools come whole: every copytool that they have. That of `cp` is always there: the demo copies with it. */
function chosenCopytools(wanted) {
  if (wanted === undefined) return knownCopytools;
  for (const name of wanted)
    if (!knownCopytools.some(({ copytool }) => copytool === name))
      throw new Error(
        `${name} is no copytool; there are: ${knownCopytools.map(({ copytool }) => copytool).join(', ')}`,
      );
  const packages = knownCopytools
    .filter(({ copytool }) => [...wanted, 'cp'].includes(copytool))
    .map((one) => one.package);
  return knownCopytools.filter((one) => packages.includes(one.package));
}

async function compile(copytools) {
  const bundle = await rolldown({
    input: { 'panda-pilot': join(here, '../dist/bin/panda-pilot.js') },
    platform: 'node',
    logLevel: 'silent',
    transform: {
      define: {
        PILOT_VERSION: JSON.stringify(version),
        PILOT_NODE_OPTIONS: JSON.stringify(nodeOptions()),
        PILOT_COMMIT: JSON.stringify(values.commit),
        PILOT_COPYTOOLS: JSON.stringify(copytools.map(({ copytool }) => copytool)),
      },
    },
    plugins: [
      absentPackages(
        knownCopytools.map((one) => one.package).filter((name) => !copytools.some((one) => one.package === name)),
      ),
    ],
  });
  const { output } = await bundle.generate({
    format: 'cjs',
    exports: 'named',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
    // Names stay, for stack traces.
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true, legalComments: 'none' } },
  });
  await bundle.close();
  const sources = new Map(output.map(({ fileName, code }) => [fileName, wrapped(code)]));
  const modules = output.flatMap(({ moduleIds }) => moduleIds).filter((id) => !id.includes('\0'));
  return { entry: 'panda-pilot.cjs', sources, modules };
}

/** What is left out fails as a package that is not installed: the pilot then tells which one a copytool needs. */
function absentPackages(names) {
  return {
    name: 'absent-packages',
    resolveId: (id) => (names.includes(id) ? `\0absent:${id}` : null),
    load(id) {
      if (!id.startsWith('\0absent:')) return null;
      const message = `Cannot find package '${id.slice('\0absent:'.length)}': this pilot is made without it`;
      return `throw Object.assign(new Error(${JSON.stringify(message)}), { code: 'ERR_MODULE_NOT_FOUND' });\nexport {};`;
    },
  };
}

/** As one-byte text that may stand in a comment: what is not ASCII is escaped as JavaScript has it; boot.cjs puts the ends of comments back. */
function wrapped(code) {
  const body = code
    .replace(/^#!.*\n/, '')
    .replaceAll(/\/\*(?: ?[@#]__[A-Z_]+__| istanbul [\w ]+) ?\*\//g, '')
    .replaceAll('*/', commentEnd)
    .replaceAll(/[^\0-\x7f]/g, (unit) => String.raw`\u` + unit.charCodeAt(0).toString(16).padStart(4, '0'));
  return `(function(exports,require,module,__filename,__dirname){"use strict";${body}\n})`;
}

/** Head, then boot with the table, in their room; then each part in a comment of its own. */
function render(entry, sources, { compiled, first }) {
  const payload = [];
  const chunks = {};
  let length = headRoom;
  const place = (text) => {
    const start = length + '/*'.length;
    payload.push(`/*${text}*/\n`);
    length = start + text.length + '*/\n'.length;
    return [start, text.length];
  };
  const put = (name) => {
    const source = sources.get(name);
    const escaped = source.includes(commentEnd);
    const data = compiled.get(name);
    chunks[name] =
      data === undefined
        ? { source: place(deflateRawSync(source).toString('base64')), packed: true, escaped }
        : { source: place(source), escaped, compiled: place(data.toString('base64')) };
  };
  for (const name of first) put(name);
  const lengthOfFirst = length - headRoom;
  for (const name of sources.keys()) if (!first.includes(name)) put(name);
  const compiledBy = `${process.version} ${process.platform} ${process.arch}`;
  const table = JSON.stringify({ chunks, entry, compiledBy, first: [headRoom, lengthOfFirst] });
  const boot = readFileSync(join(here, 'boot.cjs'), 'utf8').replace('TABLE', () => table);
  const head = `${startLines()}/*\n${boot}*/`;
  if (head.length > headRoom) throw new Error('the head of the bundle is larger than its room');
  return `${head.padEnd(headRoom - 1)}\n${payload.join('')}`;
}

/**
 * Lets the bundle do what it is for. `compiled` is what V8 has compiled of each chunk meanwhile, in the process that needed most of it; `first` are
 * the chunks that runjobs have loaded.
 */
function record(bundle, scratch) {
  const directory = join(scratch, 'recorded');
  mkdirSync(directory);
  const env = {
    PATH: process.env.PATH,
    TMPDIR: scratch,
    NODE_OPTIONS: `--import=${join(here, 'record.mjs')}`,
    PANDA_BUNDLE_RECORD: directory,
  };
  const run = (...args) => {
    const { status, stderr } = spawnSync(process.execPath, [bundle, ...args], {
      env,
      cwd: scratch,
      encoding: 'utf8',
      timeout: 120_000,
    });
    if (status !== 0) throw new Error(`${args.join(' ')} ends with ${status}: ...${stderr.slice(-1500)}`);
  };
  run('--version');
  run('demo', '--directory', join(scratch, 'demo'));
  const compiled = new Map();
  for (const file of readdirSync(directory, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())) {
    const name = chunkOf(file.name);
    const data = readFileSync(join(file.parentPath, file.name));
    if (data.length > (compiled.get(name)?.length ?? 0)) compiled.set(name, data);
  }
  return { compiled, first: [...new Set(readdirSync(join(directory, 'run-job')).map(chunkOf))] };
}

/** `panda-pilot.cjs` of the record `panda-pilot.cjs.0123abcd`. */
function chunkOf(file) {
  return file.slice(0, file.lastIndexOf('.'));
}
