import { stat } from 'node:fs/promises';

/** False for what cannot be looked at. */
export async function isLocalDirectory(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() === true;
}
