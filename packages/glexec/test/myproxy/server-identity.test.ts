import type { PeerCertificate } from 'node:tls';
import { expect, it } from 'vitest';
import { checkMyProxyIdentity } from '../../src/myproxy/server-identity.ts';

function check(name: string, subject: unknown, subjectaltname?: string): string | undefined {
  return checkMyProxyIdentity(name, { subject, subjectaltname } as PeerCertificate)?.message;
}

it.each(['px.example.org', 'host/px.example.org', 'myproxy/px.example.org', 'PX.example.ORG'])(
  'knows the server by the common name %s',
  (name) => {
    expect(check('px.example.org', { CN: name })).toBeUndefined();
    expect(check('px.example.org', { CN: ['somebody', name] })).toBeUndefined();
  },
);

it('knows it by an alternative name, an address too', () => {
  expect(check('px.example.org', { CN: 'x' }, 'DNS:a.example.org, DNS:px.example.org')).toBeUndefined();
  expect(check('192.0.2.7', {}, 'IP Address:192.0.2.7')).toBeUndefined();
});

it.each([
  [{ CN: 'other.example.org' }, undefined],
  [{ CN: 'ftp/px.example.org' }, undefined],
  [{ CN: 'px.example.org.evil.org' }, undefined],
  [{}, 'email:px.example.org'],
  [undefined, undefined],
])('does not take %j %j for it', (subject, names) => {
  expect(check('px.example.org', subject, names)).toMatch(/^the server is .*, not px\.example\.org$/);
});
