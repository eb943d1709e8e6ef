import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DbRelease } from './db-release.ts';

/**
 * Makes `DBRelease/` in `directory`: what a payload that asked for the whole release is given instead, once it is packed under the
 * input's name. It holds `DBRelease/<version>/setup.py`, which points to the installation, and the link `DBRelease/current`.
 * Rejects as the file system does, also where `DBRelease` is there already. Resolves to the name to pack.
 */
export async function makeDbReleaseTree(directory: string, release: DbRelease): Promise<'DBRelease'> {
  const root = join(directory, 'DBRelease');
  await mkdir(root);
  await mkdir(join(root, release.version));
  await writeFile(join(root, release.version, 'setup.py'), setupScript(release), { flag: 'wx' });
  await symlink(release.version, join(root, 'current'));
  return 'DBRelease';
}

/** What Athena's transforms run to find the database. */
function setupScript({ version, directory }: DbRelease): string {
  return [
    '# -*- coding: utf-8 -*-',
    'import os',
    `release = ${pythonText(version)}`,
    `path = ${pythonText(directory)}`,
    "os.environ['DBRELEASE'] = release",
    "os.environ['DBRELEASE_REQUIRED'] = release",
    "os.environ['DBRELEASE_REQUESTED'] = release",
    "os.environ['DATAPATH'] = os.pathsep.join([path] + [p for p in [os.environ.get('DATAPATH')] if p])",
    "os.environ['CORAL_DBLOOKUP_PATH'] = os.path.join(path, 'XMLConfig')",
    '',
  ].join('\n');
}

/** A literal: JSON's escapes are Python's. */
function pythonText(text: string): string {
  return JSON.stringify(text);
}
