import { readFile } from 'node:fs/promises';
import { arch, release } from 'node:os';
import { type Check, fail, type Finding, ok } from '../check.ts';

/** The oldest Node that the pilot is tested with. */
const oldest = [20, 19] as const;

/** Node and the operating system. */
export const node: Check = {
  name: 'node',
  about: 'Node and the operating system',
  look: async () => {
    const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
    return [judgeNode(process.version, { system: systemIn(text), kernel: release(), arch: arch() })];
  },
};

/** Pure. `version` as Node tells it: `v20.19.0`. */
export function judgeNode(
  version: string,
  { system, kernel, arch: machine }: { readonly system: string; readonly kernel: string; readonly arch: string },
): Finding {
  const text = `Node ${version.slice(1)} on ${system}, Linux ${kernel}, ${machine}`;
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return ok(text);
  const advice = `start the pilot with Node ${oldest.join('.')} or later, or take the bundle that brings its own`;
  return fail(text, { owner: 'you', advice });
}

/** The name that `/etc/os-release` gives the system. */
export function systemIn(osRelease: string): string {
  return /^PRETTY_NAME="?([^"\n]*)/m.exec(osRelease)?.[1] ?? 'an unknown system';
}
