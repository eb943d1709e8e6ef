import { once } from 'node:events';
import { PilotError } from '@panda-pilot/core';
import { runCommand } from '@panda-pilot/timed-command';

/**
 * Who has an account: the pilot that chose it for a job, from before it asks for one, or the process that starts
 * payloads under it, which may outlive its pilot.
 */
export type Claimant = 'pilot' | 'runjob';

/** An account that nobody else on this node has. The kernel gives it back at the latest when this process has ended, however it ends. */
export interface AccountClaim {
  release(): void;
}

/**
 * Claims the account with this uid; undefined while somebody else has it. A pilot gets none whose payloads are still
 * looked after by the runjob of a pilot that has died. Rejects with GLEXEC_FAILED where accounts cannot be claimed.
 *
 * A claim is a UDP socket bound to an address of the loopback network that stands for the uid (ADR 21): it leaves no
 * file, needs no directory, and only one process of a network namespace can have it. It hears nobody but itself, so
 * that no payload can keep its process busy. Whoever takes the address otherwise has the account refused, never shared.
 */
export async function claimAccount(uid: number, claimant: Claimant): Promise<AccountClaim | undefined> {
  const claim = await bindAlone(uid, claimant);
  if (claim === undefined || claimant === 'runjob') return claim;
  try {
    const free = await bindAlone(uid, 'runjob');
    free?.release();
    if (free !== undefined) return claim;
  } catch (error) {
    claim.release();
    throw error;
  }
  claim.release();
  return undefined;
}

/**
 * The uid of an account as sudo names it, `payload1` or `#1001`; undefined when this node knows no such name. Never
 * rejects.
 */
export async function uidOf(account: string): Promise<number | undefined> {
  if (/^#\d+$/.test(account)) return Number(account.slice(1));
  const bounds = { env: { LC_ALL: 'C' }, timeoutMs: 60_000, maxOutputBytes: 1000 };
  const { ending, stdout } = await runCommand('/usr/bin/id', ['-u', '--', account], bounds);
  return ending.kind === 'exited' && ending.exitCode === 0 && /^\d+\n$/.test(stdout) ? Number(stdout) : undefined;
}

async function bindAlone(uid: number, claimant: Claimant): Promise<AccountClaim | undefined> {
  // Loaded here: most pilots claim nothing.
  const { createSocket } = await import('node:dgram');
  const { address, port } = addressOf(uid, claimant);
  const socket = createSocket('udp4').unref();
  try {
    socket.bind({ address, port, exclusive: true });
    await once(socket, 'listening');
    // What does not come from itself the kernel then drops, before anybody is woken.
    socket.connect(port, address);
    await once(socket, 'connect');
    return { release: () => void socket.close() };
  } catch (error) {
    socket.close();
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return undefined;
    throw new PilotError('GLEXEC_FAILED', `the account with uid ${uid} cannot be claimed at ${address}:${port}`, {
      cause: error,
      hint: 'For the site: pilots claim the accounts of payloads by addresses of the loopback network, which must be up (ip link set lo up)',
    });
  }
}

/** Of both claimants, below the ports that Linux gives away by itself: 256 each, for the highest byte of the uid. */
const firstPort: Readonly<Record<Claimant, number>> = { pilot: 23_552, runjob: 23_808 };

/** One address and port for each uid: 127.0.0.0/8 has 24 bits, the port has the rest. */
function addressOf(uid: number, claimant: Claimant): { readonly address: string; readonly port: number } {
  const [high = 0, ...low] = [24, 16, 8, 0].map((shift) => (uid >>> shift) & 0xff);
  return { address: `127.${low.join('.')}`, port: firstPort[claimant] + high };
}
