import { isPandaServerError, type PandaServerError } from '@panda-pilot/panda-client';
import { noCredential } from '@panda-pilot/credentials';
import { type Check, fail, type Finding, ok } from '../check.ts';
import { clientFor } from '../client-for.ts';
import type { Patient } from '../patient.ts';
import { reachable } from '../reachable.ts';

/** The PanDA server: its name, the way to it, its certificate, and whether PanDA answers behind its web server. */
export const server: Check = {
  name: 'server',
  about: 'name, network and TLS to the PanDA server, and whether it answers',
  needs: 'url',
  look: async (patient) => {
    const url = new URL(patient.settings.url);
    const host = url.hostname;
    const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
    const way = await reachable({ host, port }, patient);
    return 'finding' in way ? [way.finding] : [await ask(patient, way.address)];
  },
};

async function ask(patient: Patient, address: string): Promise<Finding> {
  const { settings, signal } = patient;
  const { caDirectory, url } = settings;
  const client = clientFor(patient, noCredential);
  const startedAt = performance.now();
  try {
    const alive = await client.isAlive({ signal });
    const text = `${url} at ${address}`;
    if (!alive) return fail(`${text}: PanDA is not alive behind its web server`, operators);
    return ok(`${text} answers in ${Math.round(performance.now() - startedAt)} ms`);
  } catch (error) {
    if (!isPandaServerError(error)) throw error;
    return fail(error.message, remedyFor(error, caDirectory));
  } finally {
    client.close();
  }
}

const operators = {
  owner: 'server',
  advice: 'tell those who run the server; pilots cannot get jobs meanwhile',
} as const;

function remedyFor({ kind }: PandaServerError, caDirectory: string | undefined) {
  if (kind === 'untrusted') {
    const advice =
      caDirectory === undefined
        ? 'name the directory of the authorities that vouch for it: --ca-directory /etc/grid-security/certificates'
        : `${caDirectory} does not vouch for it: is it the right server, and are the authorities up to date?`;
    return { owner: 'you', advice } as const;
  }
  if (kind === 'unreachable' || kind === 'connection-lost' || kind === 'timed-out') {
    return { owner: 'site', advice: 'let the node reach it: firewall, proxies, load balancers' } as const;
  }
  return operators;
}
