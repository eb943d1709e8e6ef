import { fileURLToPath } from 'node:url';

/** The path of a tiny misbehaving program of `src/children`, such as `ignores-sigterm.sh`; its first comment says what it does. */
export function childProgram(name: string): string {
  return fileURLToPath(new URL(`children/${name}`, import.meta.url));
}
