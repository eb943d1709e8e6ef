#!/usr/bin/env node
/** `node packages/credentials/bench/fuzz.mjs [INPUTS] [SEED]`: a million random inputs, and every single change of the samples. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const [inputs = '1000000', seed = String(Date.now())] = process.argv.slice(2);
const root = join(import.meta.dirname, '../../..');
const vitest = join(root, 'node_modules/.bin/vitest');
const { status } = spawnSync(vitest, ['run', '--project', 'credentials:integration', 'test/fuzz'], {
  cwd: root,
  env: { ...process.env, FUZZ_INPUTS: inputs, FUZZ_SEED: seed },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
