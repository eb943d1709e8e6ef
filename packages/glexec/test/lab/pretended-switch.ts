import type { Box } from '../../src/box/box.ts';
import type { IdentitySwitch } from '../../src/identity/identity-switch.ts';
import type { Launcher } from '../../src/launcher.ts';
import { PilotError } from '@panda-pilot/core';
import { openOwnSandbox } from '../../src/sandbox/own-sandbox.ts';
import { launchSupervised } from '../../src/start/supervised-launch.ts';

/** How a pretended switch differs from one that works at once. */
export interface Pretence {
  readonly box?: Box;
  readonly identity?: Partial<IdentitySwitch>;
  /** The uid that the pilot takes for its own: nobody's when absent, so that whoever runs the test counts as somebody else. */
  readonly ownUid?: number;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * A launcher that goes all the way of an identity switch but stays who it is, so that everything but the switch can be tried by anybody: the
 * supervisor, its pipe and its words.
 */
export function pretendedSwitch({
  box,
  identity = {},
  ownUid = -1,
  sleep = () => Promise.resolve(),
}: Pretence): Launcher {
  const pretended: IdentitySwitch = {
    name: 'sudo',
    backOffMs: [],
    prepare: () => Promise.resolve(),
    entry: ([file = '', ...args]) => ({ file, args, env: {} }),
    refusal: (exit, words) => ({
      error: new PilotError('GLEXEC_FAILED', `${JSON.stringify(exit)} ${words}`),
      passing: true,
    }),
    ...identity,
  };
  return {
    name: 'pretended',
    probe: () => Promise.reject(new TypeError('a pretended switch proves nothing')),
    openSandbox: openOwnSandbox,
    launch: (payload, policy) => launchSupervised(payload, policy, { identity: pretended, box, ownUid, sleep }),
    cleanup: () => Promise.resolve([]),
  };
}
