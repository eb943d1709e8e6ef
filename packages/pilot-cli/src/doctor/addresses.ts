import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { ShortCommand } from './short-command.ts';

/**
 * Addresses of `host`, by a child process: a name server that does not answer would keep this process for longer than
 * anybody waits. Rejects with a sentence when there are none.
 */
export async function addressesOf(host: string, run: ShortCommand): Promise<readonly string[]> {
  const name = host.replace(/^\[(.*)\]$/, '$1');
  if (isIP(name) !== 0) return [name];
  const { ending, stdout } = await run('getent', ['ahosts', name]);
  // Systems without getent(1) are left to Node.
  if (ending.kind === 'not-started') return (await lookup(name, { all: true })).map(({ address }) => address);
  if (ending.kind === 'timed-out' || ending.kind === 'cancelled') {
    throw new Error(`no name server tells where ${name} is`);
  }
  const addresses = [...new Set(stdout.split('\n').flatMap((line) => line.match(/^\S+/) ?? []))];
  if (addresses.length === 0) throw new Error(`no address is known of ${name}`);
  return addresses;
}
