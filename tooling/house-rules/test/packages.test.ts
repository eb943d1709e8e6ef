import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const packages = join(import.meta.dirname, '../../../packages');
const names = readdirSync(packages).filter((name) => existsSync(join(packages, name, 'package.json')));

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
