#!/usr/bin/env node
/** `npm run demo`: installs what is missing, builds, and lets real jobs go through an embedded PanDA server. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, ensureInstalled, environment, root } from './toolchain.mjs';

ensureInstalled();
build();
const pilot = join(root, 'packages/pilot-cli/dist/bundle/panda-pilot.mjs');
const result = spawnSync(
  process.execPath,
  [pilot, 'demo', '--directory', join(root, '.demo'), ...process.argv.slice(2)],
  {
    env: environment,
    stdio: 'inherit',
  },
);
process.exit(result.status ?? 1);
