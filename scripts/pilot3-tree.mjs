#!/usr/bin/env node
/**
 * Makes the directory `pilot3` that pilot wrappers want to find: pilot.py, PILOTVERSION and the bundle. Packed, it takes the place of the
 * tarball that they download.
 *
 *     node scripts/pilot3-tree.mjs /tmp/pilot3 && tar -C /tmp -czf pilot3.tar.gz pilot3
 */
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const pilotCli = join(import.meta.dirname, '../packages/pilot-cli');
const bundle = join(pilotCli, 'dist/bundle');
const [target] = process.argv.slice(2);
if (target === undefined) throw new Error('where to? node scripts/pilot3-tree.mjs <directory>');
if (!existsSync(bundle)) throw new Error('there is no bundle yet: pnpm build');

mkdirSync(target, { recursive: true });
cpSync(bundle, target, { recursive: true });
cpSync(join(pilotCli, 'wrapper/pilot.py'), join(target, 'pilot.py'));
writeFileSync(
  join(target, 'PILOTVERSION'),
  `${JSON.parse(readFileSync(join(pilotCli, 'package.json'), 'utf8')).version}\n`,
);
