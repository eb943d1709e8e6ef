import { readFile } from 'node:fs/promises';
import { PilotError } from '@panda-pilot/core';
import {
  checkProxy,
  createProxyGuard,
  type ProxyGuard,
  readProxyFile,
  secret,
  type Secret,
} from '@panda-pilot/credentials';
import { type Launcher, type Policy, type Sandbox, guarantees } from '@panda-pilot/glexec';
import type { LaunchOrder, OpenLauncher, PayloadLauncher } from '@panda-pilot/runjob';
import { makeLauncher } from './make-launcher.ts';

/** Makes the launcher of an order for a runjob: the agent has had it prove what is demanded. Before every start the guard looks. */
export const openLauncher: OpenLauncher = async (order, { directory, logger }): Promise<PayloadLauncher> => {
  const launcher = makeLauncher(order, `${directory.root.split('/').at(-1)}`);
  const guard = createProxyGuard({ files: order.secrets, texts: await textsOf(order.secrets) });
  const policy = policyOf(order);
  const sandboxes = new Map<string, Sandbox>();
  const sandboxAt = (root: string): Sandbox => {
    const sandbox = sandboxes.get(root);
    if (sandbox === undefined) throw new TypeError(`${root} is no sandbox of this launcher`);
    return sandbox;
  };
  return {
    name: launcher.name,
    openSandbox: async (root) => {
      const sandbox = await launcher.openSandbox(root);
      sandboxes.set(sandbox.work, sandbox);
      return sandbox;
    },
    inspect: async ({ sandbox: { work }, file, args, env }) => {
      await assertInOrder(order);
      const sandbox = sandboxAt(work);
      // What another account has in its directories is not ours to read, and was ours a moment ago.
      const workDirectory = order.otherAccount ? directory.staging : work;
      const reach = {
        ...(order.otherAccount ? { uid: sandbox.owner } : {}),
        visible: visibleIn(launcher, sandbox, policy),
      };
      const exposures = await guard.exposuresOf({ file, args, environment: env, workDirectory, reach });
      judge(exposures, {
        order,
        warn: (found) => logger.warn({ found, launcher: launcher.name }, 'the payload may read it'),
      });
    },
    launch: (payload) => launcher.launch({ ...payload, sandbox: sandboxAt(payload.sandbox.work) }, policy),
  };
};

/** Names of guarantees that an older or newer agent has written must not be lost on the way. */
function policyOf({ policy }: LaunchOrder): Policy {
  const unknown = policy.demands.filter((name) => !guarantees.some((one) => one === name));
  if (unknown.length > 0) throw new PilotError('GLEXEC_FAILED', `nobody guarantees ${unknown.join(', ')}`);
  const { processes, fileBytes, temporaryBytes } = policy.limits;
  return {
    ...policy,
    demands: guarantees.filter((one) => policy.demands.includes(one)),
    limits: {
      ...(processes === undefined ? {} : { processes }),
      ...(fileBytes === undefined ? {} : { fileBytes }),
      ...(temporaryBytes === undefined ? {} : { temporaryBytes }),
    },
  };
}

/** A proxy that was in order when the job came may have ended before a later pilot could start the payload. */
async function assertInOrder({ payloadProxy }: LaunchOrder): Promise<void> {
  if (payloadProxy === undefined) return;
  const now = new Date();
  checkProxy(await readProxyFile(payloadProxy, { now }), {
    moment: 'use',
    now,
    attributes: 'ignored',
    tolerated: ['not-a-proxy'],
  });
}

type Exposures = Awaited<ReturnType<ProxyGuard['exposuresOf']>>;

/**
 * What only a launcher can hide (the file itself) counts where that was demanded; a credential in variables, arguments or the work directory counts
 * always.
 */
function judge(
  exposures: Exposures,
  { order, warn }: { readonly order: LaunchOrder; readonly warn: (found: string) => void },
): void {
  const demanded = order.policy.demands.includes('hidden-files');
  const grave = exposures.filter(({ kind }) => demanded || (kind !== 'file' && kind !== 'unchecked'));
  const words = (some: Exposures): string => some.map(({ kind, where, why }) => `${kind} ${where} ${why}`).join('; ');
  if (grave.length > 0) {
    throw new PilotError('SETUP_FAILURE', `the payload could get the pilot's credential: ${words(grave)}`, {
      hint: "For the site: start payloads in a box or under another account (--launchers), and keep the credential out of the job's directory",
    });
  }
  if (exposures.length > 0) warn(words(exposures));
}

/** What a payload sees: everything, unless a box shows it less. */
function visibleIn({ name }: Launcher, { work, temporary, home }: Sandbox, { readable }: Policy): readonly string[] {
  if (!/bubblewrap|apptainer/.test(name)) return ['/'];
  return ['/usr', '/sys/devices/system', ...readable, work, temporary, home];
}

/** Their contents are looked for in variables and arguments. A proxy's key is found by its form. */
async function textsOf(files: readonly string[]): Promise<readonly Secret[]> {
  const texts = await Promise.all(files.map((path) => readFile(path, 'utf8').catch(() => '')));
  return texts
    .map((text) => text.trim())
    .filter((text) => text !== '' && text.length < 65_536 && !text.includes('-----BEGIN'))
    .map((text) => secret(text));
}
