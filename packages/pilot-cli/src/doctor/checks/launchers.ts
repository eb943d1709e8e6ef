import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isPilotError, type PilotError } from '@panda-pilot/core';
import { type Guarantee, guarantees, type Policy, type Proof } from '@panda-pilot/glexec';
import type { LauncherName } from '../../launch/launcher-names.ts';
import { type LaunchPlan, launchPlan } from '../../launch/launch-plan.ts';
import { makeLauncher, needsOwner, programFor } from '../../launch/make-launcher.ts';
import { absolutePath } from '../../launch/own-proxy.ts';
import { type Check, fail, type Finding, ok, warn } from '../check.ts';
import { existingDirectory } from '../existing-directory.ts';
import { failureOf } from '../failure-of.ts';
import type { Patient } from '../patient.ts';
import { withQueuedata } from '../with-queuedata.ts';

/** The ways of starting payloads that this node has: each proves what it guarantees, as it does before jobs are asked for. */
export const launchers: Check = {
  name: 'launchers',
  about: 'what each way of starting payloads proves on this node, against what is demanded',
  needs: 'queue',
  look: (patient) =>
    withQueuedata(patient, async (queue) => {
      const plan = launchPlan(patient.settings, queue, secretsOf(patient));
      const policy = plan?.policy ?? { ...undemanding, readable: patient.settings.payloadReadable };
      const trials = await tryAll(namesOf(plan), { patient, plan, policy });
      return judgeLaunchers(trials, { policy, plainWillDo: plan?.launchers.includes('none') ?? true });
    }),
};

/**
 * What became of one launcher: what it has proved, why nothing could be started by it, or, where a job must bring the
 * proxy of its owner first, its program.
 */
export type Trial = { readonly name: string } & (
  | { readonly proof: Proof }
  | { readonly error: PilotError }
  | { readonly awaitsJob: string }
);

const undemanding = { demands: [], network: 'shared', limits: {} } as const;

/** Those of the plan; where nobody demands anything, the one that needs nothing but the node. */
function namesOf(plan: LaunchPlan | undefined): readonly LauncherName[] {
  const planned = (plan?.launchers ?? []).filter((name) => name !== 'none');
  return planned.length > 0 ? planned : ['bubblewrap'];
}

interface Trying {
  readonly patient: Patient;
  readonly plan: LaunchPlan | undefined;
  readonly policy: Policy;
}

async function tryAll(names: readonly LauncherName[], trying: Trying): Promise<readonly Trial[]> {
  const above = existingDirectory(trying.patient.workdir);
  const directory = await mkdtemp(join(above, 'panda-pilot-doctor-'));
  try {
    await chmod(directory, 0o711);
    return await Promise.all(names.map((name) => tryOne(name, directory, trying)));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function tryOne(name: LauncherName, directory: string, { patient, plan, policy }: Trying): Promise<Trial> {
  try {
    const program = await programFor(name, patient.env);
    if (program !== undefined && needsOwner(name)) return { name, awaitsJob: program };
    const [account] = plan?.accounts ?? [];
    const launcher = makeLauncher({
      launcher: name,
      ...(program === undefined ? {} : { program }),
      ...(account === undefined ? {} : { account }),
      ...(plan?.image === undefined ? {} : { image: plan.image }),
    });
    return { name, proof: await launcher.probe(policy, { directory, secrets: plan?.secrets ?? [] }) };
  } catch (error) {
    if (isPilotError(error)) return { name, error };
    throw error;
  }
}

/** What launchers are judged by. */
interface Wishes {
  readonly policy: Policy;
  /** Whether payloads may be started without any of them, as the pilot, when nothing is demanded. */
  readonly plainWillDo: boolean;
}

/** Pure. */
export function judgeLaunchers(trials: readonly Trial[], { policy, plainWillDo }: Wishes): readonly Finding[] {
  const lacks = ({ guarantees: proved }: Proof): readonly Guarantee[] =>
    policy.demands.filter((one) => !proved.includes(one));
  const isEnough = trials.some(
    (trial) => 'awaitsJob' in trial || ('proof' in trial && lacks(trial.proof).length === 0),
  );
  const mayLack = isEnough || (plainWillDo && policy.demands.length === 0);
  return trials.map((trial) => {
    const { name } = trial;
    if ('awaitsJob' in trial)
      return ok(`${name}: ${trial.awaitsJob} is there; it is tried with the proxy of a job's owner`);
    if ('error' in trial) {
      const { advice = '', owner = 'site', text: why } = failureOf(trial.error);
      const text = `${name} cannot start anything: ${why}`;
      return mayLack ? warn(`${text}; nothing demands it`, { owner, advice }) : fail(text, { owner, advice });
    }
    const { proof } = trial;
    const missing = lacks(proof);
    if (missing.length === 0) return ok(`${name} proves ${provenOf(proof, policy)}`);
    const why = missing.map((one) => `${one} (${proof.shortfalls[one] ?? 'not proved'})`).join(', ');
    const text = `${name} lacks ${why}`;
    if (mayLack) return ok(text);
    return fail(text, {
      owner: 'site',
      advice: 'without it no job is asked for: see docs/launchers.md for what each needs',
    });
  });
}

/** Limits and a network of its own are proved only where they are wanted. */
function provenOf(proof: Proof, { limits, network }: Policy): string {
  const moot: readonly Guarantee[] = [
    ...(network === 'none' ? [] : (['own-network'] as const)),
    ...(limits.processes === undefined ? (['limited-processes'] as const) : []),
    ...(limits.fileBytes === undefined ? (['limited-files'] as const) : []),
    ...(limits.temporaryBytes === undefined ? (['limited-disk'] as const) : []),
  ];
  const missing = guarantees.filter((one) => !proof.guarantees.includes(one) && !moot.includes(one));
  if (missing.length === 0) return 'everything';
  return missing.length < 4 ? `all but ${missing.join(', ')}` : proof.guarantees.join(', ') || 'nothing';
}

/** Where the pilot's credentials are: no payload may get at them. */
function secretsOf({ cwd, env, settings }: Patient): readonly string[] {
  const { proxy = env['X509_USER_PROXY'], tokenFile, tokenKeyFile } = settings;
  return [proxy, tokenFile, tokenKeyFile].map((path) => absolutePath(path, cwd)).filter((path) => path !== undefined);
}
