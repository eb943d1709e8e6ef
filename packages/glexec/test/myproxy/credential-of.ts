import { readProxy } from '@panda-pilot/credentials';
import type { TestHolder } from '@panda-pilot/testkit';
import type { MyProxyServer } from '../../src/myproxy/connection.ts';

/** What somebody shows to the server: a proxy of his. */
export async function credentialOf(holder: TestHolder): Promise<NonNullable<MyProxyServer['credential']>> {
  return await readProxy(holder.file());
}
