import { readFileSync } from 'node:fs';

/** What `--version` prints. The manifest stands two directories above this file, from sources, compiled and bundled alike. */
export function versionLine(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const { version } = JSON.parse(text) as { readonly version: string };
  return `timed-command ${version}\n`;
}
