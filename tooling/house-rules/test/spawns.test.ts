import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const packages = join(import.meta.dirname, '../../../packages');
const names = readdirSync(packages).filter(
  (name) => name !== 'timed-command' && existsSync(join(packages, name, 'src')),
);

it.each(names)('%s starts processes only through timed-command', (name) => {
  const root = join(packages, name, 'src');
  const spawning = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .filter((path) =>
      /['"](?:node:child_process|child_process|node:cluster|execa|tinyexec|nano-spawn|cross-spawn|zx)['"]/.test(
        readFileSync(join(root, path), 'utf8'),
      ),
    );
  expect(spawning).toEqual([]);
});
