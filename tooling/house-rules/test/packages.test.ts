import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const packages = join(import.meta.dirname, '../../../packages');
const names = readdirSync(packages).filter((name) => existsSync(join(packages, name, 'package.json')));

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

function sources(name: string, folder: 'src' | 'test'): { readonly path: string; readonly text: string }[] {
  const root = join(packages, name, folder);
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path: `${name}/${folder}/${path}`, text: readFileSync(join(root, path), 'utf8') }));
}

describe.each(names)('the package %s', (name) => {
  it('has a README of at most 40 lines that says how to install it', () => {
    const readme = readFileSync(join(packages, name, 'README.md'), 'utf8');
    expect(readme.split('\n').length).toBeLessThanOrEqual(41);
    expect(readme).toMatch(new RegExp(`^# @panda-pilot/${name}$`, 'm'));
    expect(readme).toContain('npm install');
  });

  it('has an index that only hands on, by name', () => {
    const index = readFileSync(join(packages, name, 'src/index.ts'), 'utf8');
    const statements = index
      .replaceAll(/\/\*[\s\S]*?\*\//g, '')
      .split(';')
      .map((one) => one.trim())
      .filter((one) => one !== '');
    for (const statement of statements) expect(statement).toMatch(/^export (?:type )?\{[\s\S]*\} from '\.\/[^']+'$/);
  });

  it('says of all that it exports what it is', () => {
    const root = join(packages, name, 'src');
    const handedOn = readFileSync(join(root, 'index.ts'), 'utf8').matchAll(/\{([^}]*)\} from '([^']+)'/g);
    const untold = [...handedOn].flatMap(([, names = '', file = '']) => {
      const text = readFileSync(join(root, file), 'utf8');
      const named = (definition: RegExp) => new Set([...text.matchAll(definition)].map(([, defined = '']) => defined));
      const defined = named(/^export (?:async )?(?:function|const|interface|type|class) (\w+)/gm);
      const told = named(/\*\/\nexport (?:async )?(?:function|const|interface|type|class) (\w+)/g);
      const exported = names.split(',').map((one) =>
        one
          .trim()
          .replace(/^type /, '')
          .replace(/ as .*$/, ''),
      );
      return exported.flatMap((one) => (defined.has(one) && !told.has(one) ? [`${file}: ${one}`] : []));
    });
    expect(untold).toEqual([]);
  });

  it('has its third-party versions from the catalogue of the workspace', () => {
    const manifest = JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8')) as Manifest;
    const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.filter(([, version]) => !/^(?:catalog|workspace):/.test(version))).toEqual([]);
  });

  it('has titles of tests that say what happens, not what should', () => {
    const wishful = sources(name, 'test').filter(({ text }) =>
      /\b(?:it|test|describe)\b[^'"`\n]*\((['"`])(?:(?!\1).)*\bshould\b/.test(text),
    );
    expect(wishful.map(({ path }) => path)).toEqual([]);
  });

  it('has no file that is a bag of things', () => {
    const bags = sources(name, 'src').filter(({ path }) => /\/(utils?|helpers?|common|types|misc)\.ts$/.test(path));
    expect(bags.map(({ path }) => path)).toEqual([]);
  });

  it('mocks nothing of ours', () => {
    const mocking = sources(name, 'test').filter(({ text }) => /\bvi\.(mock|doMock|spyOn)\(/.test(text));
    expect(mocking.map(({ path }) => path)).toEqual([]);
  });

  it('reads the environment only where the process begins', () => {
    const readers = sources(name, 'src').filter(({ text }) => text.includes('process.env'));
    const allowed = /\/src\/(bin\/.*|main|run-job-command)\.ts$/;
    expect(readers.map(({ path }) => path).filter((path) => !allowed.test(path))).toEqual([]);
  });
});
