import { access, constants } from 'node:fs/promises';
import { PilotError } from '@panda-pilot/core';
import { describeEnding, type Exit } from '@panda-pilot/timed-command';
import type { IdentitySwitch } from './identity-switch.ts';

/** How to become another account with sudo. */
export interface SudoOptions {
  /** The account that runs payloads; the site's rule lets the pilot run anything as it, without a password. */
  readonly account: string;
  /** `/usr/bin/sudo` when absent. */
  readonly file?: string;
}

/** Another account by sudo: one for every slot, since payloads under the same account can do to each other whatever they like. */
export function sudo({ account, file = '/usr/bin/sudo' }: SudoOptions): IdentitySwitch {
  if (!/^[A-Za-z_][\w.-]*\$?$|^#\d+$/.test(account)) throw new TypeError(`${JSON.stringify(account)} names no account`);
  return {
    name: 'sudo',
    backOffMs: [],
    prepare: () => assertInstalled(file),
    entry: (command) => ({
      file,
      args: ['-n', '-u', account, '--', ...command],
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
    }),
    refusal: (exit, words) => ({ error: refusal(account, exit, words), passing: false }),
  };
}

async function assertInstalled(file: string): Promise<void> {
  try {
    await access(file, constants.X_OK);
  } catch (error) {
    throw new PilotError('GLEXEC_FAILED', `${file} is not installed, or not for us`, { cause: error, hint });
  }
}

const hint =
  'For the site: give the pilot a rule like "pilot ALL=(payload1) NOPASSWD: ALL" for an account of its own per slot';

function refusal(account: string, exit: Exit, words: string): PilotError {
  return new PilotError('GLEXEC_FAILED', `sudo -u ${account} ${describeEnding(exit)}: ${words}`, { hint });
}
