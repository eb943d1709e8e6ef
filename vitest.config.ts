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
 * Slow files that measure, fill the two cores that there are, or count the processes of an account: they come last, one at a time.
 * All others mostly wait for processes and servers of their own, and go two at a time.
 */
const measures = new Set(['timed-command']);
const alone: Readonly<Record<string, readonly string[]>> = {
  glexec: ['hostile-payload', 'identity/glexec'],
  'pilot-cli': ['agent/small-heap', 'behaviour/behaviour', 'chaos/chaos', 'doctor', 'slot-features'],
  runjob: ['watchdogs'],
};

/** `name:integration` has a package's slow files; those of them that must be alone are in `name:alone:integration`. */
function slowProjects(name: string) {
  const files = (alone[name] ?? []).map((file) => `test/${file}.integration.test.ts`);
  const lost = files.filter((file) => !existsSync(join(root, 'packages', name, file)));
  if (lost.length > 0) throw new Error(`vitest.config.ts: ${name} has no ${lost.join(', ')}`);
  const patience = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 30_000 } } };
  const inPairs = { ...patience, sequence: { groupOrder: 1 }, maxWorkers: 2 };
  const inTurn = { ...patience, sequence: { groupOrder: 2 }, maxWorkers: 1 };
  const all = ['test/**/*.integration.test.ts'];
  const whole = { name: `${name}:integration`, include: all, exclude: files };
  if (files.length === 0) return [{ ...whole, ...(measures.has(name) ? inTurn : inPairs) }];
  return [
    { ...whole, ...inPairs },
    { name: `${name}:alone:integration`, include: files, exclude: [], ...inTurn },
  ];
}

export default defineConfig({
  resolve: { alias },
  test: {
    reporters: ['default', ['json', { outputFile: '.vitest-report.json' }]],
    projects: roots.flatMap(({ name, path }) => [
      {
        extends: true as const,
        test: {
          name,
          root: path,
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.integration.test.ts'],
          testTimeout: 10_000,
          // The usual second is little on a busy machine.
          expect: { poll: { timeout: 8_000 } },
          // Files share a process: a new one each would cost three times the tests. No unit test may leave a global changed.
          isolate: false,
        },
      },
      ...slowProjects(name).map((test) => ({ extends: true as const, test: { root: path, ...test } })),
    ]),
    passWithNoTests: true,
  },
});
