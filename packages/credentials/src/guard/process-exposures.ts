import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from '@panda-pilot/core';
import { hasCode } from '../read-bounded-file.ts';
import { identitiesOf } from './copy-exposures.ts';
import type { Exposure } from './exposure.ts';
import { launchExposures } from './launch-exposures.ts';
import type { PilotSecrets } from './pilot-secrets.ts';

/**
 * What the process `pid` was started with and holds open, as /proc shows it: variables and arguments with a secret,
 * descriptors of a credential file. A process that has ended exposes nothing; one that cannot be looked at is reported
 * as not checked.
 */
export async function processExposures(pid: number, secrets: PilotSecrets): Promise<readonly Exposure[]> {
  try {
    const root = join('/proc', String(pid));
    const [file = '', ...args] = await words(join(root, 'cmdline'));
    const environment = Object.fromEntries((await words(join(root, 'environ'))).map(variable));
    return [
      ...launchExposures({ file, args, environment }, secrets),
      ...(await descriptorExposures(join(root, 'fd'), secrets)),
    ];
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ESRCH')) return [];
    return [{ kind: 'unchecked', where: String(pid), why: `cannot be looked at: ${reasonOf(error)}` }];
  }
}

async function words(path: string): Promise<readonly string[]> {
  const text = await readFile(path, 'latin1');
  return text.split('\0').slice(0, -1);
}

function variable(word: string): readonly [string, string] {
  const end = word.indexOf('=');
  return [word.slice(0, end), word.slice(end + 1)];
}

async function descriptorExposures(directory: string, secrets: PilotSecrets): Promise<readonly Exposure[]> {
  const identities = await identitiesOf(secrets.files);
  const descriptors = await readdir(directory);
  const open = await Promise.all(descriptors.map((descriptor) => identityOf(join(directory, descriptor))));
  return descriptors
    .filter((_, index) => identities.has(open[index] ?? ''))
    .map((where) => ({ kind: 'descriptor', where, why: 'is the open credential file' }));
}

async function identityOf(path: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined; // closed meanwhile
    throw error;
  }
}
