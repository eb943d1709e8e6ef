import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { bundle } from './bundle.ts';

/** Two accounts that exist only in the lab: no real system gives these numbers to people. */
export const pilotAccount = { uid: 61_001, gid: 61_001, name: 'labpilot' } as const;
export const payloadAccount = { uid: 61_002, gid: 61_002, name: 'labpayload', home: '/nonexistent' } as const;

/** Where a pilot of the test runs, and as whom. */
export interface Lab {
  /** A directory of the pilot's that others may enter. */
  readonly directory: string;
  /** The bundled program of the pilot. */
  readonly program: string;
  /** Puts `command` into the lab: under the pilot's account, with the lab's accounts and sudo rule. */
  enter(command: readonly string[]): string[];
}

/**
 * A lab for one test. As root it has accounts of its own, made by bind mounts over /etc in a private mount namespace: the machine itself stays as it
 * is. Otherwise, or `asOurselves`, the pilot is whoever runs the test.
 */
export async function openLab(kind: 'own accounts' | 'as ourselves'): Promise<Lab> {
  const directory = await mkdtemp(join(tmpdir(), 'launcher-lab-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  await chmod(directory, 0o711);
  const program = await bundle(join(import.meta.dirname, 'victim-pilot.ts'), join(directory, 'program'));
  if (kind === 'as ourselves') return { directory, program, enter: (command) => [...command] };
  const own = join(directory, 'pilot');
  await mkdir(own, { mode: 0o711 });
  await chown(own, pilotAccount.uid, pilotAccount.gid);
  const etc = join(directory, 'etc');
  await mkdir(etc);
  for (const [name, content] of Object.entries(accountFiles)) await writeFile(join(etc, name), content, { mode: 0o644 });
  await chmod(join(etc, 'sudoers'), 0o440);
  return { directory: own, program, enter: (command) => [...entrance, etc, String(pilotAccount.uid), String(pilotAccount.gid), ...command] };
}

const accountFiles = {
  passwd: [
    'root:*:0:0::/root:/bin/sh',
    `${pilotAccount.name}:*:${pilotAccount.uid}:${pilotAccount.gid}::/nonexistent:/bin/sh`,
    `${payloadAccount.name}:*:${payloadAccount.uid}:${payloadAccount.gid}::/nonexistent:/bin/sh`,
    '',
  ].join('\n'),
  group: `root:x:0:\n${pilotAccount.name}:x:${pilotAccount.gid}:\n${payloadAccount.name}:x:${payloadAccount.gid}:\n`,
  sudoers: `${pilotAccount.name} ALL=(${payloadAccount.name}) NOPASSWD: ALL\n`,
};

const entranceScript = String.raw`
etc=$1 uid=$2 gid=$3
shift 3
for name in passwd group sudoers; do [ ! -e "/etc/$name" ] || mount --bind "$etc/$name" "/etc/$name" || exit 99; done
exec setpriv --reuid="$uid" --regid="$gid" --clear-groups "$@"
`;

const entrance = ['/usr/bin/unshare', '--mount', '--propagation', 'private', '/bin/sh', '-c', entranceScript, 'lab'];
