#!/usr/bin/env node
/** Writes the table of docs/movers.md from what the movers say of themselves. Reads the built packages: run `pnpm build` first. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeMovers, moverRows } from '../packages/runjob/dist/index.js';

const path = join(import.meta.dirname, '..', 'docs', 'movers.md');
const [header, ...rows] = moverRows(await describeMovers());
const line = (cells) => `| ${cells.join(' | ')} |`;
const table = [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
const text = readFileSync(path, 'utf8');
writeFileSync(path, text.replace(/(<!-- table -->\n)[\s\S]*?(\n<!-- end -->)/, `$1\n${table}\n$2`));
