import type { Credential, NoCredential } from '@panda-pilot/credentials';
import { isPilotError, PilotError } from '@panda-pilot/core';
import { isPandaServerError } from '@panda-pilot/panda-client';
import { pilotCredential } from '../../credential/pilot-credential.ts';
import { type Check, fail, type Finding, ok, warn } from '../check.ts';
import { clientFor } from '../client-for.ts';
import { failureOf } from '../failure-of.ts';
import type { Patient } from '../patient.ts';
import { spanOf } from '../span-of.ts';

/** The token or proxy that the pilot shows the server, as it is checked before the first job. */
export const credential: Check = {
  name: 'credential',
  about: "the pilot's token or proxy, how long it lasts, and whether the server takes it",
  needs: 'url',
  look: async (patient) => {
    try {
      return [await lookAt(patient)];
    } catch (error) {
      if (!isPilotError(error)) throw error;
      // Whatever the table says of whose it is: it was given to this pilot by whoever starts it.
      return [failureOf(error, 'you')];
    }
  },
};

async function lookAt(patient: Patient): Promise<Finding> {
  const { logger, settings } = patient;
  // Looked at as it is: a renewal would replace the file.
  const asIs = { ...settings, tokenRenewal: false };
  const fetchToken = (): Promise<never> => Promise.reject(new PilotError('NO_PROXY', 'nothing is renewed here'));
  const ours = pilotCredential(asIs, { fetchToken, logger });
  const current = await ours.provider.current();
  if (current.kind === 'none') return nobody(settings.proxy);
  await ours.check('start');
  return await acceptedBy(patient, current);
}

function nobody(proxy: string | undefined): Finding {
  if (proxy !== undefined) return ok(`${proxy} is not shown to a server without TLS`);
  const advice = 'servers of grids want one: --token-file with --token-origin, or --proxy';
  return warn('none: the pilot says to the server nothing of who it is', { owner: 'you', advice });
}

async function acceptedBy(patient: Patient, current: Shown): Promise<Finding> {
  const described = describe(current);
  const client = clientFor(patient, current);
  try {
    const { subject } = await client.describeCaller({ signal: patient.signal });
    return ok(subject === undefined ? described : `${described}; to the server we are ${subject}`);
  } catch (error) {
    if (!isPandaServerError(error, 'denied')) return ok(`${described}; the server has not been asked`);
    const advice = `renew it, or have it registered there: ${error.serverMessage ?? error.message}`;
    return fail(`${described}; the server does not take it`, { owner: 'you', advice });
  } finally {
    client.close();
  }
}

/** A credential that there is. */
type Shown = Exclude<Credential, NoCredential>;

function describe(current: Shown): string {
  const left =
    current.expiresAt === undefined ? 'end unknown' : `${spanOf(current.expiresAt.getTime() - Date.now())} left`;
  return current.kind === 'token'
    ? `token for ${current.origin}, ${left}`
    : `proxy of ${current.identity.slash}, ${left}`;
}
