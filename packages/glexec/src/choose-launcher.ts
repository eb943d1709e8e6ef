import { isPilotError, PilotError } from '@panda-pilot/core';
import type { Guarantee, Launcher, Policy, ProbePlace, Proof } from './launcher.ts';

/** A launcher that has proved everything that the policy demands. */
export interface Choice {
  readonly launcher: Launcher;
  readonly proof: Proof;
}

/**
 * The first of the launchers that proves what the policy demands. Rejects when none does: with the error of the
 * preferred one that could not start anything, else with GLEXEC_FAILED, and the reasons of all.
 */
export async function chooseLauncher(
  launchers: readonly Launcher[],
  policy: Policy,
  place: ProbePlace,
): Promise<Choice> {
  const reasons: string[] = [];
  let broken: PilotError | undefined;
  for (const launcher of launchers) {
    try {
      const proof = await launcher.probe(policy, place);
      const missing = policy.demands.filter((one) => !proof.guarantees.includes(one));
      if (missing.length === 0) return { launcher, proof };
      reasons.push(`${launcher.name} lacks ${missing.map((one) => shortfall(one, proof)).join('; ')}`);
    } catch (error) {
      if (!isPilotError(error)) throw error;
      broken ??= error;
      reasons.push(`${launcher.name}: ${error.message}`);
    }
  }
  if (launchers.length === 1 && broken !== undefined) throw broken;
  throw new PilotError(broken?.errorName ?? 'GLEXEC_FAILED', reasons.join('. ') || 'no launcher is configured', {
    cause: broken,
    hint: broken?.hint ?? 'For the site: install a launcher that gives what the queue demands, or demand less',
    details: { demands: policy.demands.join(','), launchers: launchers.map(({ name }) => name).join(',') },
  });
}

function shortfall(guarantee: Guarantee, { shortfalls }: Proof): string {
  return `${guarantee} (${shortfalls[guarantee] ?? 'not proved'})`;
}
