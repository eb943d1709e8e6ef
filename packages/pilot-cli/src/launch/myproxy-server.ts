import { PilotError } from '@panda-pilot/core';
import { readProxyFile } from '@panda-pilot/credentials';
import type { MyProxyServer } from '@panda-pilot/glexec';

/** The server at `host[:port]`, and who we are to it: the holder of `proxyFile`, or nobody. Rejects with NO_PROXY. */
export async function myProxyServer(
  address: string | undefined,
  { caDirectory, proxyFile }: { readonly caDirectory: string; readonly proxyFile: string | undefined },
): Promise<MyProxyServer> {
  const place = addressOf(address);
  if (proxyFile === undefined) return { ...place, caDirectory };
  return { ...place, caDirectory, credential: await readProxyFile(proxyFile) };
}

/** Host and port of an address as people write it. Throws NO_PROXY for anything else. */
export function addressOf(address: string | undefined): { readonly host: string; readonly port: number } {
  const [, host = '', port = '7512'] = /^([^\s:/]+)(?::(\d+))?$/.exec(address ?? '') ?? [];
  if (host !== '' && Number(port) > 0 && Number(port) < 65_536) return { host, port: Number(port) };
  throw new PilotError('NO_PROXY', `${JSON.stringify(address ?? '')} is no MyProxy server`, {
    hint: 'For the site: write it as host or host:port (--myproxy); otherwise it is what the job names',
  });
}
