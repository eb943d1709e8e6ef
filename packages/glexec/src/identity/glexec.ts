import { access, constants, realpath } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { PilotError } from '@panda-pilot/core';
import { checkProxy, readProxyFile } from '@panda-pilot/credentials';
import { glexecRefusal } from './glexec-refusal.ts';
import type { IdentitySwitch } from './identity-switch.ts';

/** How to become the account that a proxy maps to. */
export interface GlexecOptions {
  /** The program, absolute, as {@link locateGlexec} finds it. */
  readonly file: string;
  /** The payload user's proxy: decides who runs the payload. Read again at every use, so it may be renewed in place. */
  readonly proxy: string;
  /** A label for the site's log: PandaID and pilot, for instance. */
  readonly label?: string;
  /** Milliseconds since the epoch; the clock of the system when absent. */
  readonly now?: () => number;
  /** From 0 to 1, for the jitter of the back-off; `Math.random` when absent. */
  readonly random?: () => number;
}

/** Mean pauses before the attempts that follow a refusal which may pass. */
const backOffMs = [1000, 2000, 4000];

/**
 * Another account by gLExec: the one to which the site maps the user's proxy. It is told everything by `GLEXEC_*`
 * variables, for it drops all others. No copy of the proxy is asked for: the sandbox places the payload's credential,
 * as under any other launcher.
 */
export function glexec({ file, proxy, label, now = Date.now, random = Math.random }: GlexecOptions): IdentitySwitch {
  if (!isAbsolute(proxy)) throw new TypeError(`${proxy} is no absolute path: gLExec takes no other`);
  let env = '/usr/bin/env';
  return {
    name: 'glexec',
    backOffMs: backOffMs.map((mean) => mean * (0.5 + random())),
    prepare: async () => {
      await assertInstalled(file);
      await assertUsable(proxy, new Date(now()));
      env = await realpath(env);
    },
    entry: (command) => ({
      file,
      // gLExec refuses commands behind symbolic links, as /bin/sh is: env(1) is none and finds the rest.
      args: [env, ...command],
      env: {
        GLEXEC_CLIENT_CERT: proxy,
        GLEXEC_SOURCE_PROXY: proxy,
        GLEXEC_TARGET_PROXY: '/dev/null',
        ...(label === undefined ? {} : { GLEXEC_ID: label }),
      },
    }),
    refusal: glexecRefusal,
  };
}

async function assertInstalled(file: string): Promise<void> {
  try {
    await access(file, constants.X_OK);
  } catch (error) {
    throw new PilotError('GLEXEC_FAILED', `${file} is not installed, or not for us`, {
      cause: error,
      hint: 'For the site: install gLExec, name it by OSG_GLEXEC_LOCATION, or set glexec to False for the queue',
    });
  }
}

/**
 * gLExec tells little of why it refuses a proxy, and refuses every one that has expired, that others can read, or that
 * lacks its key. It takes a user's own certificate, too.
 */
async function assertUsable(path: string, now: Date): Promise<void> {
  const proxy = await readProxyFile(path, { now });
  checkProxy(proxy, { moment: 'use', now, attributes: 'ignored', tolerated: ['not-a-proxy'] });
}
