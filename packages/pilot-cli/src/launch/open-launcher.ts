import { readFile } from 'node:fs/promises';
import { PilotError } from '@panda-pilot/core';
import { createProxyGuard, type ProxyGuard, secret, type Secret } from '@panda-pilot/credentials';
import { claimAccount, type Launcher, type Policy, type Sandbox, guarantees, uidOf } from '@panda-pilot/glexec';
import type { LaunchOrder, OpenLauncher, PayloadLauncher } from '@panda-pilot/runjob';
import { assertUsableProxy } from '../credential/usable-proxy.ts';
import { makeLauncher } from './make-launcher.ts';

/**
 * Makes the launcher of an order for a runjob: the agent has had it prove what is demanded. Before every start the guard
 * looks. An account is claimed until this process has ended: the agent that has claimed it may die before.
 */
export const openLauncher: OpenLauncher = async (order, { directory, logger }): Promise<PayloadLauncher> => {
  // A launcher that keeps the account may have been chosen in spite of those that were given.
  if (order.otherAccount && order.account !== undefined) await claimForGood(order.account);
  const launcher = makeLauncher(order, `${directory.root.split('/').at(-1)}`);
  const guard = createProxyGuard({ files: order.secrets, texts: await textsOf(order.secrets) });
  const policy = policyOf(order);
  const sandboxes = new Map<string, Sandbox>();
  /** Work directories in which a first step was let start: what is found there later is the payload's own. */
  const begun = new Set<string>();
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
      // One that was in order when the job came may have ended before a later pilot could start the payload.
      if (order.payloadProxy !== undefined) await assertUsableProxy(order.payloadProxy);
      const sandbox = sandboxAt(work);
      // What another account has in its directories is not ours to read, and was ours a moment ago.
      const laidOut = order.otherAccount ? directory.staging : work;
      const reach = {
        ...(order.otherAccount ? { uid: sandbox.owner } : {}),
        visible: visibleIn(launcher, sandbox, policy),
      };
      const launch = { file, args, environment: env, reach };
      const exposures = await guard.exposuresOf(begun.has(work) ? launch : { ...launch, workDirectory: laidOut });
      judge(exposures, {
        order,
        warn: (found) => logger.warn({ found, launcher: launcher.name }, 'the payload may read it'),
      });
      begun.add(work);
    },
    launch: (payload) => launcher.launch({ ...payload, sandbox: sandboxAt(payload.sandbox.work) }, policy),
  };
};

async function claimForGood(account: string): Promise<void> {
  const uid = await uidOf(account);
  const claim = uid === undefined ? undefined : await claimAccount(uid, 'runjob');
  if (claim !== undefined) return;
  const why = uid === undefined ? 'is unknown on this node' : "has another job's payload, or somebody keeps it claimed";
  throw new PilotError('GLEXEC_FAILED', `the account ${account} ${why}`, {
    hint: 'For the site: ss -uanp shows who has claimed an account; payloads need one each (--payload-accounts)',
  });
}

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

type Exposures = Awaited<ReturnType<ProxyGuard['exposuresOf']>>;

/**
 * What only a launcher can hide (the file itself) counts where that was demanded; a credential in variables, arguments
 * or the work directory counts always.
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

/** What is looked for in variables, arguments and files: of a proxy its key, of anything else the whole text. */
async function textsOf(files: readonly string[]): Promise<readonly Secret[]> {
  const texts = await Promise.all(files.map((path) => readFile(path, 'utf8').catch(() => '')));
  return texts
    .map((text) => (text.includes('-----BEGIN') ? (privateKey.exec(text)?.[0] ?? '') : text.trim()))
    .filter((text) => text !== '' && text.length < 65_536)
    .map((text) => secret(text));
}

const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]+-----END [A-Z ]*PRIVATE KEY-----/;
