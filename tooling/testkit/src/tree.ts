import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { tempDir } from './temp-dir.ts';

/** A temporary directory that holds these files (relative path -> content); an executable's path ends in `*`. */
export async function tree(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const root = await tempDir();
  for (const [name, content] of Object.entries(files)) {
    const executable = name.endsWith('*');
    const path = join(root, executable ? name.slice(0, -1) : name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content, { mode: executable ? 0o755 : 0o644 });
  }
  return root;
}
