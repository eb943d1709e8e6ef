import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createTestAuthority, testExtension } from '@panda-pilot/testkit';

const localhost = Buffer.concat([Buffer.from([0x30, 11, 0x82, 9]), Buffer.from('localhost')]);

/** A server whose only file has seven bytes, and the authority that can revoke its certificate. */
export async function startRevocableServer() {
  const authority = createTestAuthority('/DC=test/CN=Authority');
  const host = authority.issue('/DC=test/CN=localhost', { extensions: [testExtension('2.5.29.17', false, localhost)] });
  const asked: string[] = [];
  const key = host.privateKey.export({ format: 'pem', type: 'pkcs8' });
  const server = createServer({ cert: host.certificate.pem, key }, (request, response) => {
    asked.push(request.url ?? '');
    response.setHeader('content-length', 7);
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    authority,
    certificate: host.certificate,
    /** With its own certificate on it. */
    revoked: authority.revoke([host.certificate.serial]),
    asked,
    file: new URL(`https://localhost:${(server.address() as AddressInfo).port}/file`),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
