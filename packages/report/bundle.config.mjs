import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'rolldown';

const here = import.meta.dirname;

/** What runs in the reader's browser, the chart library included, in one classic script. */
const { output } = await build({
  input: join(here, 'dist/browser/main.js'),
  platform: 'browser',
  write: false,
  logLevel: 'silent',
  output: { format: 'iife', minify: true },
});
const charts = readFileSync(join(here, 'node_modules/uplot/dist/uPlot.min.css'), 'utf8');
const style = readFileSync(join(here, 'src/page/style.css'), 'utf8');

/** The library with the script and the style of its pages as two strings. */
export default {
  input: join(here, 'dist/index.js'),
  platform: 'node',
  external: /^(?!\.{0,2}\/)/,
  transform: {
    define: { PAGE_SCRIPT: JSON.stringify(output[0].code), PAGE_STYLE: JSON.stringify(`${charts}\n${style}`) },
  },
  output: { dir: join(here, 'dist/bundle'), format: 'esm', cleanDir: true },
};
