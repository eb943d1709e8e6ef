import { chmod, chown, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { bundle } from './bundle.ts';

/** Two accounts that exist only in the lab: no real system gives these numbers to people. */
export const pilotAccount = { uid: 61_001, gid: 61_001, name: 'labpilot' } as const;
export const payloadAccount = { uid: 61_002, gid: 61_002, name: 'labpayload', home: '/nonexistent' } as const;

const victimSource = fileURLToPath(new URL('victim-pilot.ts', import.meta.url));
const mortalSource = fileURLToPath(new URL('mortal-pilot.ts', import.meta.url));
const payloadSource = new URL('hostile-payload.mjs', import.meta.url);

/** Where a pilot of the test runs, and as whom. */
export interface Lab {
  /** A directory of the pilot's that others may enter. */
  readonly directory: string;
  /** The bundled programs of pilots: one that suffers, one that is killed. */
  readonly victim: string;
  readonly mortal: string;
  /** The hostile payload, where every account can read it. */
  readonly payload: string;
  readonly account: { readonly uid: number; readonly gid: number };
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
  const programs = join(directory, 'program');
  const [victim, mortal] = await bundle([victimSource, mortalSource], programs);
  const payload = join(programs, 'hostile-payload.mjs');
  await copyFile(payloadSource, payload);
  await chmod(payload, 0o644);
  if (kind === 'as ourselves') {
    const account = { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 };
    return { directory, victim, mortal, payload, account, enter: (command) => [...withoutDescriptors, ...command] };
  }
  const own = join(directory, 'pilot');
  await mkdir(own, { mode: 0o711 });
  await chown(own, pilotAccount.uid, pilotAccount.gid);
  const etc = join(directory, 'etc');
  await mkdir(etc);
  for (const [name, content] of Object.entries(accountFiles))
    await writeFile(join(etc, name), content, { mode: 0o644 });
  await chmod(join(etc, 'sudoers'), 0o440);
  const { uid, gid } = pilotAccount;
  const enter: Lab['enter'] = (command) => [
    ...withoutDescriptors,
    ...entrance,
    etc,
    String(uid),
    String(gid),
    ...command,
  ];
  return { directory: own, victim, mortal, payload, account: pilotAccount, enter };
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

/** Whoever runs the tests may have left descriptors open; those of the pilot itself are what a payload must not get. dash closes none above 9. */
const withoutDescriptors = [
  '/bin/bash',
  '-c',
  'for fd in /proc/$$/fd/*; do fd=${fd##*/}; [ "$fd" -le 2 ] || eval "exec $fd>&-"; done; exec "$@"',
  'lab',
];
