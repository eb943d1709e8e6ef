import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir } from '@panda-pilot/testkit';
import { type PilotSecrets, readProxyFile, secretsOf } from '../../src/index.ts';
import { createGrid } from '../proxy/grid.ts';

const { user } = createGrid();

/** A pilot with a proxy in a file of its own. */
export async function pilotWithProxy(): Promise<{
  readonly path: string;
  readonly text: string;
  readonly directory: string;
  readonly secrets: PilotSecrets;
}> {
  const directory = await tempDir();
  const path = join(directory, 'x509up');
  const text = user.delegate().file();
  await writeFile(path, text, { mode: 0o600 });
  return { path, text, directory, secrets: secretsOf(await readProxyFile(path), [path]) };
}
