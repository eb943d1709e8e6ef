import { join } from 'node:path';
import { PilotError } from '@panda-pilot/core';

/** Where the directories of a sandbox stand. */
export interface SandboxLayout {
  /** The pilot's; holds the other three and nothing else. */
  readonly root: string;
  /** The payload's working directory. */
  readonly work: string;
  /** For its TMPDIR; private to its account. */
  readonly temporary: string;
  /** For its HOME; private to its account. */
  readonly home: string;
  /** Where the payload's own credential belongs, in its home. */
  readonly credential: string;
}

/** Names, no I/O. */
export function sandboxLayout(root: string): SandboxLayout {
  const home = join(root, 'home');
  return { root, work: join(root, 'work'), temporary: join(root, 'tmp'), home, credential: join(home, 'credential') };
}

/** `path`, absolute, when it leads below the root without detours; otherwise a PilotError is thrown. */
export function pathBelow(root: string, path: string): string {
  if (path.includes('\0') || path.split('/').some((part) => part === '' || part === '.' || part === '..')) {
    throw new PilotError('FILE_HANDLING_FAILURE', `${JSON.stringify(path)} is no path below a sandbox`);
  }
  return join(root, path);
}
