import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const root = import.meta.dirname;
const roots = ['packages', 'tooling'].flatMap((parent) =>
  readdirSync(join(root, parent))
    .map((name) => ({ name, path: join(root, parent, name) }))
    .filter(({ path }) => existsSync(join(path, 'test')) || existsSync(join(path, 'src'))),
);

/** Tests of one package see the sources of the others, so that no stale build can pass. */
const alias = roots.flatMap(({ name, path }) => [
  { find: new RegExp(`^@panda-pilot/${name}$`), replacement: join(path, 'src/index.ts') },
  { find: new RegExp(`^@panda-pilot/${name}/(.+)$`), replacement: join(path, 'src/$1.ts') },
]);

/**
 * Suites that mostly wait for tools and servers of their own go two at a time. Those of every other package come after them,
 * package by package and file by file: they measure, or fill the two cores that there are.
 */
const together = { sequence: { groupOrder: 1 }, maxWorkers: 2 };
const waitsForOthers = (name: string): boolean => name === 'credentials' || name.startsWith('movers-');

export default defineConfig({
  resolve: { alias },
  test: {
    reporters: ['default', ['json', { outputFile: '.vitest-report.json' }]],
    projects: roots.flatMap(({ name, path }, index) => [
      {
        extends: true as const,
        test: {
          name,
          root: path,
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.integration.test.ts'],
          testTimeout: 10_000,
          // Files share a process: a new one each would cost three times the tests. No unit test may leave a global changed.
          isolate: false,
        },
      },
      {
        extends: true as const,
        test: {
          name: `${name}:integration`,
          root: path,
          include: ['test/**/*.integration.test.ts'],
          ...(waitsForOthers(name) ? together : { sequence: { groupOrder: index + 2 }, fileParallelism: false }),
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ]),
    passWithNoTests: true,
  },
});
