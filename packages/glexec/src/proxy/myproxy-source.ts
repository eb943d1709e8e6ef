import { createMyProxyClient } from '../myproxy/client.ts';
import type { MyProxyServer } from '../myproxy/connection.ts';
import type { ProxySource } from './proxy-source.ts';

/** Users' proxies from MyProxy, which must know the pilot as a trusted retriever. */
export function myProxySource(server: MyProxyServer): ProxySource {
  const client = createMyProxyClient(server);
  return {
    name: 'myproxy',
    fetch: ({ owner, credentialName, ...expected }, patience) =>
      client.retrieve(
        { user: owner, ...(credentialName === undefined ? {} : { name: credentialName }), ...expected },
        patience,
      ),
  };
}
