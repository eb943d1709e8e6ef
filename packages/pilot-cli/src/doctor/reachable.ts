import { connect } from 'node:net';
import { reasonOf } from '@panda-pilot/core';
import { fail, type Finding } from './check.ts';
import type { Patient } from './patient.ts';

/** A port of a host. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** The address at which something listens, or why nothing can be had there. */
export type Way = { readonly address: string } | { readonly finding: Finding };

/** Finds the host and connects to the port, at each of its addresses until one answers. */
export async function reachable(
  { host, port }: Endpoint,
  { addresses, signal }: Pick<Patient, 'addresses' | 'signal'>,
): Promise<Way> {
  const name = `${host}:${port}`;
  let found: readonly string[];
  try {
    found = await addresses(host);
  } catch (error) {
    const text = `${name}: ${reasonOf(error)}`;
    const advice = "is the name spelled right? If it is, name servers (/etc/resolv.conf) are the site's";
    return { finding: fail(text, { owner: 'you', advice }) };
  }
  let last: unknown;
  for (const address of found) {
    try {
      await knock({ host: address, port }, signal);
      return { address };
    } catch (error) {
      last = error;
    }
  }
  const text = `${name}: ${whyNot(last)} at ${found.join(', ')}`;
  return {
    finding: fail(text, {
      owner: 'site',
      advice: `let the node reach ${name}: a firewall may be in the way, or nothing listens there`,
    }),
  };
}

function knock({ host, port }: Endpoint, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, signal, timeout: knockMs });
    socket.once('connect', () => resolve());
    socket.once('timeout', () => reject(new Error('no answer')));
    socket.once('error', reject);
    socket.once('connect', () => socket.destroy());
    socket.once('timeout', () => socket.destroy());
  });
}

/** A packet that a firewall swallows is not waited for. */
const knockMs = 2500;

function whyNot(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (code === 'ENETUNREACH' || code === 'EHOSTUNREACH') return 'no way to it';
  return code === 'ABORT_ERR' ? 'no answer' : reasonOf(error);
}
