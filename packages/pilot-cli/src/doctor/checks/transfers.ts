import { copytoolsFor } from '@panda-pilot/core';
import { type RoundTrip, tryStorage } from '@panda-pilot/runjob';
import { gridFetch } from '../../credential/grid-fetch.ts';
import { type Check, fail, type Finding, ok } from '../check.ts';
import { withQueuedata } from '../with-queuedata.ts';

/** One kilobyte to the storage and back, by every copytool that stores outputs; only where files may be written. */
export const transfers: Check = {
  name: 'transfers',
  about: 'with --write: 1 kB to the storage and back, by every copytool that stores outputs',
  needs: 'queue',
  look: (patient) =>
    withQueuedata(patient, async (queuedata) => {
      if (!patient.write) return [ok('not tried: --write stores a file of 1 kB and removes it again')];
      const { env, logger, signal } = patient;
      const given = { queuedata, env, logger, signal, timeoutMs: 3500, makeFetch: gridFetch };
      return await Promise.all(
        copytoolsFor(queuedata, 'pw').map(async (copytool) => judgeTrip(copytool, await tryStorage(copytool, given))),
      );
    }),
};

/** Pure. */
export function judgeTrip(copytool: string, { url, steps, failure }: RoundTrip): Finding {
  const times = steps
    .slice(1)
    .map(({ step, ms }) => `${step} ${Math.round(ms)} ms`)
    .join(', ');
  if (failure === undefined) return ok(`${copytool}: ${times}`);
  const text = `${copytool} cannot ${failure.step}${url === undefined ? '' : ` ${url}`}: ${failure.reason}`;
  const advice =
    failure.step === 'remove'
      ? 'remove the file by hand; the storage does not let the pilot remove what it has stored'
      : "look whether the pilot's credential may write there, then at the storage's own log";
  return fail(text, { owner: 'storage', advice });
}
