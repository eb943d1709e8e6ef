import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const packages = join(import.meta.dirname, '../../..');

/** Compiles a program with everything that it imports into `directory`, where any account can read it. Resolves with its path. */
export async function bundle(entry: string, directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  await chmod(directory, 0o755);
  const build = await rolldown({
    input: entry,
    platform: 'node',
    logLevel: 'silent',
    resolve: {
      alias: Object.fromEntries(
        ['core', 'glexec', 'timed-command'].map((name) => [
          `@panda-pilot/${name}`,
          join(packages, name, 'src/index.ts'),
        ]),
      ),
    },
  });
  await build.write({ dir: directory, format: 'esm', entryFileNames: 'main.mjs', chunkFileNames: '[name]-[hash].mjs' });
  await build.close();
  return join(directory, 'main.mjs');
}
