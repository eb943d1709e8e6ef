import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'rolldown';

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, 'package.json'), 'utf8'));

/** The pilot as a few files: what `run` needs at once in one, every other command in chunks of their own. */
export default defineConfig({
  input: { 'panda-pilot': join(import.meta.dirname, 'dist/bin/panda-pilot.js') },
  platform: 'node',
  transform: { define: { PILOT_VERSION: JSON.stringify(version) } },
  output: {
    dir: join(import.meta.dirname, 'dist/bundle'),
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: 'chunks/[name]-[hash].mjs',
    cleanDir: true,
    // A job pays for every byte that Node has to read, twice: agent and runjob. Names stay, for stack traces.
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true, legalComments: 'none' } },
  },
});
