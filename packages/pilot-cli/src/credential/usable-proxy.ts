import { checkProxy, readProxyFile } from '@panda-pilot/credentials';

/**
 * Rejects with NO_PROXY or CERTIFICATE_HAS_EXPIRED unless the proxy of a job's owner can be used at this moment. A
 * certificate of the owner's own will do, and VOMS attributes are left to those who are shown it.
 */
export async function assertUsableProxy(path: string): Promise<void> {
  const now = new Date();
  const proxy = await readProxyFile(path, { now });
  checkProxy(proxy, { moment: 'use', now, attributes: 'ignored', tolerated: ['not-a-proxy'] });
}
