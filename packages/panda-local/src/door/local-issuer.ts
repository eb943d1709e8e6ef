import { once } from 'node:events';
import { createServer } from 'node:http';
import type { JWTPayload } from 'jose';

/** An issuer of tokens on this machine, for tests and private use. */
export interface LocalIssuer {
  /** Its name, the claim `iss`. */
  readonly url: string;
  readonly discoveryUrl: string;
  /** A signed token with these claims; `iss` and `kid` are the issuer's. */
  issue(claims: JWTPayload): Promise<string>;
  /** Signs with another key from here on, and publishes only that one. */
  rotate(): Promise<void>;
  /** Stops publishing. */
  close(): Promise<void>;
}

/** Starts an issuer that publishes its keys on a port of 127.0.0.1 that the system chooses. */
export async function startLocalIssuer(): Promise<LocalIssuer> {
  const jose = await import('jose'); // not for those who start none
  let key = await newKey(jose, 1);
  const server = createServer((request, response) => {
    const document = request.url === keysPath ? { keys: [key.published] } : { issuer: url, jwks_uri: url + keysPath };
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(document));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the issuer has no port');
  const url = `http://127.0.0.1:${address.port}`;
  return {
    url,
    discoveryUrl: `${url}/.well-known/openid-configuration`,
    issue: async (claims) =>
      new jose.SignJWT({ ...claims, iss: url }).setProtectedHeader({ alg: 'RS256', kid: key.id }).sign(key.private),
    async rotate() {
      key = await newKey(jose, Number(key.id) + 1);
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

const keysPath = '/jwks';

async function newKey({ generateKeyPair, exportJWK }: typeof import('jose'), id: number) {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const published = { ...(await exportJWK(publicKey)), kid: String(id), alg: 'RS256', use: 'sig' };
  return { id: String(id), private: privateKey, published };
}
