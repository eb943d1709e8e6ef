import { bubblewrap, createLauncher, glexec, type Launcher, sudo } from '@panda-pilot/glexec';

/** What a pilot of the lab is to try. */
export interface Trial {
  readonly identity?: 'sudo' | 'glexec';
  readonly box?: 'bubblewrap';
  readonly account: string;
  readonly glexec?: { readonly file: string };
  readonly proxy?: string;
  /** A directory of the pilot's. */
  readonly directory: string;
  readonly payload: string;
}

/** The launcher that a trial names. */
export function launcherOf({ identity, box, account, glexec: { file } = { file: '' }, proxy = '' }: Trial): Launcher {
  return createLauncher({
    ...(identity === 'sudo' ? { identity: sudo({ account }) } : {}),
    ...(identity === 'glexec' ? { identity: glexec({ file, proxy }) } : {}),
    ...(box === 'bubblewrap' ? { box: bubblewrap() } : {}),
  });
}
