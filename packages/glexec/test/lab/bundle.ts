import { chmod, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { rolldown } from 'rolldown';

const packages = join(import.meta.dirname, '../../..');

/** Compiles programs with everything that they import into `directory`, where any account can read them. Resolves with their paths. */
export async function bundle<Entries extends readonly string[]>(
  entries: readonly [...Entries],
  directory: string,
): Promise<{ [Index in keyof Entries]: string }> {
  await mkdir(directory, { recursive: true });
  await chmod(directory, 0o755);
  const build = await rolldown({
    input: [...entries],
    platform: 'node',
    logLevel: 'silent',
    resolve: {
      alias: Object.fromEntries(
        ['core', 'credentials', 'glexec', 'timed-command'].map((name) => [
          `@panda-pilot/${name}`,
          join(packages, name, 'src/index.ts'),
        ]),
      ),
    },
  });
  await build.write({
    dir: directory,
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name]-[hash].mjs',
  });
  await build.close();
  return entries.map((entry) => join(directory, `${basename(entry, '.ts')}.mjs`)) as {
    [Index in keyof Entries]: string;
  };
}
