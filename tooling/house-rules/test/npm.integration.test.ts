import { readFileSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseJob, rucioPath } from '@panda-pilot/core';
import { type JobReport, jobDirectory, jobReportSchema, makeJobDirectory, writeAssignment } from '@panda-pilot/runjob';
import { codeBlocks, inTurns, needsXrootd, startXrootd } from '@panda-pilot/testkit';
import { runCommand } from '@panda-pilot/timed-command';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Place, examplePlaces } from './example-places.ts';
import { succeed } from './succeed.ts';

const root = join(import.meta.dirname, '../../..');
const packages = join(root, 'packages');
const names = readdirSync(packages);

/** A package of ours, its project of which it is the only dependency, and one of those that its README installs. */
interface Installed {
  readonly name: string;
  readonly alone: string;
  readonly asToldByReadme: string;
  readonly readme: string;
}

let directory = '';
let installed: readonly Installed[] = [];

/** Everything is packed as it would be published and installed at one go; nothing is to be found that a package does not ask for. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'panda-npm-'));
  const tarballs = await packed(join(directory, 'tarballs'));
  installed = await Promise.all(
    names.map(async (name) => {
      const readme = readFileSync(join(packages, name, 'README.md'), 'utf8');
      return {
        name,
        readme,
        alone: await project(`alone/${name}`, [name], tarballs),
        asToldByReadme: await project(`readme/${name}`, [name, ...installedBy(readme)], tarballs),
      };
    }),
  );
  await project('site/with-mover', ['runjob', 'movers-xrootd'], tarballs);
  await project('site/without-mover', ['runjob'], tarballs);
  await writeFile(join(directory, 'package.json'), JSON.stringify({ private: true }));
  const overrides = Object.fromEntries(Object.entries(tarballs).map(([name, file]) => [`@panda-pilot/${name}`, file]));
  const workspace = {
    packages: ['*/*'],
    overrides,
    hoist: false,
    autoInstallPeers: false,
    dedupePeerDependents: false,
  };
  await writeFile(join(directory, 'pnpm-workspace.yaml'), JSON.stringify(workspace));
  await succeed('pnpm', ['install', '--prefer-offline', '--ignore-scripts', '--reporter=append-only'], directory);
}, 240_000);
afterAll(() => rm(directory, { recursive: true, force: true, maxRetries: 3 }));

describe('the packages of npm', () => {
  it('are imported where nothing else is installed, and their commands run', async () => {
    await inTurns(installed, 3, async ({ name, alone }) => {
      const code = `const all = await import('@panda-pilot/${name}'); if (Object.keys(all).length === 0) throw new Error('empty');`;
      await succeed('node', ['--input-type=module', '--eval', code], alone);
      const manifest = JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8')) as { bin?: object };
      for (const command of Object.keys(manifest.bin ?? {}))
        expect(await succeed(join(alone, 'node_modules/.bin', command), ['--help'], alone)).toContain(command);
      if (name === 'pilot-cli') await succeed(join(alone, 'node_modules/.bin/panda-pilot'), ['demo'], alone);
    });
  });

  it('have types that a strict project reads whole, with nothing but those of Node beside them', async () => {
    const compilerOptions = {
      module: 'nodenext',
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
      types: ['node'],
      typeRoots: [join(root, 'node_modules/@types')],
    };
    for (const { name, alone } of installed)
      await writeFile(join(alone, 'all.ts'), `import * as all from '@panda-pilot/${name}';\nexport default all;\n`);
    const files = installed.map(({ alone }) => join(alone, 'all.ts'));
    await writeFile(join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
    await succeed(join(root, 'node_modules/.bin/tsc'), ['--project', directory], directory);
  });

  it('do what their READMEs show, with what these install', async () => {
    const shown: string[] = [];
    await inTurns(installed, 3, async ({ name, asToldByReadme, readme }) => {
      for (const { text, elsewhere, line } of codeBlocks(readme, 'js')) {
        const file = join(asToldByReadme, `line-${line}.mjs`);
        const place = elsewhere === undefined ? anywhere : await examplePlaces[name]?.();
        if (place === undefined) {
          shown.push(`${name}: ${elsewhere}`);
          await writeFile(file, text);
          await succeed('node', ['--check', file], asToldByReadme);
          await writeFile(file, importsOf(text));
        } else {
          await writeFile(file, renamed(text, place.names));
        }
        const [program, ...args] = [...(place?.enter ?? []), 'node', file] as const;
        expect(await succeed(program, args, asToldByReadme, place?.env)).toContain(place?.written ?? '');
      }
    });
    // What imports alone are tried of: nobody has a server of these here, and the suite of movers is run by each mover.
    if (process.env['CI'] !== undefined)
      expect(shown.toSorted()).toEqual([
        'movers-core: it needs vitest',
        'movers-dcache: it needs a storage',
        'movers-srm: it needs a storage',
      ]);
  });
});

const anywhere: Place = { names: {}, written: '' };

function renamed(text: string, names: Place['names']): string {
  return Object.entries(names).reduce((known, [from, to]) => known.replaceAll(from, to), text);
}

describe.skipIf(needsXrootd())('a site with one kind of storage', () => {
  it('runs a job with runjob and one mover, and is told the package that it lacks', async () => {
    const server = await startXrootd();
    try {
      const content = Buffer.from('hello\n');
      await server.plant(`/rucio/${rucioPath('test', 'in.txt').slice('rucio/'.length)}`, content);
      const done = await runSite('site/with-mover', server);
      expect({ ...done.report, error: done.report.error?.message }).toMatchObject({
        state: 'finished',
        error: undefined,
      });
      expect(done.report.outputs).toMatchObject([{ lfn: 'out.txt', copytool: 'xrdcp', sizeBytes: 6 }]);
      const refused = await runSite('site/without-mover', server);
      expect(refused.report.error?.message).toContain('npm install @panda-pilot/movers-xrootd');
    } finally {
      await server.stop();
    }
  });
});

/** What a release would publish: `file:` addresses by name. */
async function packed(to: string): Promise<Readonly<Record<string, string>>> {
  const told = await succeed('node', [join(root, 'scripts/release.mjs'), '--dry-run', '--to', to], directory);
  expect(told).toContain(`${names.length} packages would be published; nothing was.`);
  const entries = readdirSync(to).map((file) => {
    const [, name = ''] = /^panda-pilot-(.+)-\d+\.\d+\.\d+\.tgz$/.exec(file) ?? [];
    return [name, `file:${join(to, file)}`] as const;
  });
  expect(entries.map(([name]) => name).toSorted()).toEqual(names.toSorted());
  return Object.fromEntries(entries);
}

async function project(
  place: string,
  dependencies: readonly string[],
  tarballs: Readonly<Record<string, string>>,
): Promise<string> {
  const path = join(directory, place);
  await mkdir(path, { recursive: true });
  const wanted = Object.fromEntries(dependencies.map((name) => [`@panda-pilot/${name}`, tarballs[name]]));
  const manifest = { name: place.replace('/', '-'), private: true, type: 'module', dependencies: wanted };
  await writeFile(join(path, 'package.json'), JSON.stringify(manifest));
  return path;
}

/** Packages of ours that a README says to install. */
function installedBy(readme: string): readonly string[] {
  const lines = readme.split('\n').filter((line) => line.startsWith('npm install'));
  return lines.flatMap((line) => [...line.matchAll(/@panda-pilot\/([\w-]+)/g)].map(([, name = '']) => name));
}

function importsOf(code: string): string {
  const imports = code.match(/^import [\s\S]*? from '[^']+';$/gm) ?? [];
  return imports.filter((line) => !line.includes('conformance')).join('\n');
}

/** A job whose payload copies its input to its output, over a real xrootd server. */
async function runSite(
  site: string,
  server: Awaited<ReturnType<typeof startXrootd>>,
): Promise<{ readonly report: JobReport }> {
  const home = join(directory, site);
  const job = jobDirectory(join(home, 'PandaJob_1'));
  await makeJobDirectory(job);
  const payload = join(home, 'payload');
  await writeFile(payload, '#!/bin/sh\ncp in.txt out.txt\n', { mode: 0o755 });
  const storage = { se: `${server.url}/`, seprodpath: '/rucio', sepath: '/rucio' };
  await writeAssignment(job.assignment, {
    job: parseJob(wireJob(payload)),
    queue: 'SITE',
    queuedataText: JSON.stringify({ nickname: 'SITE', copytool: 'xrdcp', ...storage }),
  });
  const [file, ...args] = [...server.enter, join(home, 'node_modules/.bin/runjob'), '--dir', job.root];
  const env = { PATH: process.env['PATH'] ?? '', HOME: home };
  await runCommand(file, args, { cwd: home, env, timeoutMs: 40_000 });
  return { report: jobReportSchema.parse(JSON.parse(await readFile(job.report, 'utf8'))) };
}

function wireJob(transformation: string): Record<string, unknown> {
  return {
    PandaID: 1,
    attemptNr: 1,
    prodSourceLabel: 'managed',
    transformation,
    jobPars: '',
    inFiles: 'in.txt',
    scopeIn: 'test',
    GUID: '6EBE1D0A-9C5F-4A55-8D0E-0A1F2B3C4D5F',
    fsize: '6',
    checksum: 'NULL',
    outFiles: 'out.txt',
    scopeOut: 'test',
  };
}
