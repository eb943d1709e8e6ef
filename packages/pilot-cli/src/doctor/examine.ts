import { isPilotError, reasonOf } from '@panda-pilot/core';
import { type Check, fail, type Finding } from './check.ts';
import { failureOf } from './failure-of.ts';
import { admit, type Patient, type PatientFacts } from './patient.ts';

/** A finding with the name of its check. */
export interface Diagnosis extends Finding {
  readonly check: string;
}

/** Every check has this long, and all of them look at the same time. */
const boundMs = 4000;

/** Has all checks look at once; resolves in their order, at the latest a moment after each has had its time. Never rejects. */
export async function examine(
  checks: readonly Check[],
  facts: Omit<PatientFacts, 'boundMs'>,
): Promise<readonly Diagnosis[]> {
  const patientFor = admit({ ...facts, boundMs });
  const found = await Promise.all(
    checks.map(async (check) => {
      const over = AbortSignal.timeout(boundMs);
      const findings = await Promise.race([lookSafely(check, patientFor(over)), lateness(over)]);
      return findings.map((finding): Diagnosis => ({ check: check.name, ...finding }));
    }),
  );
  return found.flat();
}

async function lookSafely(check: Check, patient: Patient): Promise<readonly Finding[]> {
  try {
    return await check.look(patient);
  } catch (error) {
    if (isPilotError(error)) return [failureOf(error)];
    const text = reasonOf(error);
    return [
      fail(text, { owner: 'you', advice: `run it again with only this check: panda-pilot doctor ${check.name}` }),
    ];
  }
}

/** After the check has had its chance to say so itself. */
function lateness(over: AbortSignal): Promise<readonly Finding[]> {
  return new Promise((resolve) => {
    over.addEventListener('abort', () => {
      const text = `no answer within ${boundMs / 1000} s`;
      const late = fail(text, {
        owner: 'site',
        advice: 'something that this check asks hangs: a file system, a service or the network',
      });
      setTimeout(() => resolve([late]), 300).unref();
    });
  });
}
