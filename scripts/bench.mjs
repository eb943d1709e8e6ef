#!/usr/bin/env node
/** `pnpm bench [PACKAGE...]`: runs packages/<name>/bench/bench.mjs of the named packages, or of all that have one. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, ensureInstalled, root, run, say } from './toolchain.mjs';

ensureInstalled();
build();
const named = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const all = readdirSync(join(root, 'packages')).filter((name) => existsSync(benchOf(name)));
for (const name of named.length > 0 ? named : all) {
  if (!all.includes(name)) {
    say(`no benchmark for ${name}; there are: ${all.join(', ')}`);
    process.exit(2);
  }
  run(process.execPath, [benchOf(name)]);
}

function benchOf(name) {
  return join(root, 'packages', name, 'bench/bench.mjs');
}
