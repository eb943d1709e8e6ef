import { readFile } from 'node:fs/promises';
import { type Check, type Finding, ok, warn } from '../check.ts';

/** User namespaces, without which there are no boxes but setuid ones. */
export const namespaces: Check = {
  name: 'namespaces',
  about: 'whether this account may make user namespaces, which bubblewrap and Apptainer need',
  look: async ({ run }) => {
    const { ending } = await run('unshare', ['--user', 'true']);
    if (ending.kind === 'not-started') return [warn('unshare(1) is not there, so nothing was tried')];
    const made = ending.kind === 'exited' && ending.exitCode === 0;
    return [judgeNamespaces(made, await knobs())];
  },
};

/** Settings of the kernel that forbid them, with the value that does. */
const forbidding = [
  ['user.max_user_namespaces', '0'],
  ['kernel.unprivileged_userns_clone', '0'],
  ['kernel.apparmor_restrict_unprivileged_userns', '1'],
] as const;

/** Pure: `settings` are those of the kernel by their names. */
export function judgeNamespaces(made: boolean, settings: Readonly<Record<string, string>>): Finding {
  if (made) return ok('user namespaces can be made');
  const why = forbidding
    .filter(([name, value]) => settings[name] === value)
    .map(([name, value]) => `${name} is ${value}`);
  const advice =
    'needed only where the queue or you demand a box: let ordinary users make them (sysctl user.max_user_namespaces)';
  const text = `user namespaces cannot be made${why.length === 0 ? '' : `: ${why.join(', ')}`}`;
  return warn(text, { owner: 'site', advice });
}

async function knobs(): Promise<Record<string, string>> {
  const read = async ([name]: (typeof forbidding)[number]): Promise<[string, string]> => {
    const text = await readFile(`/proc/sys/${name.replaceAll('.', '/')}`, 'latin1').catch(() => '');
    return [name, text.trim()];
  };
  return Object.fromEntries(await Promise.all(forbidding.map(read)));
}
