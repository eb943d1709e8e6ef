import type { PeerCertificate } from 'node:tls';
import { createTestAuthority, testExtension } from '@panda-pilot/testkit';
import { expect, it } from 'vitest';
import { checkMyProxyIdentity } from '../../src/myproxy/server-identity.ts';

const authority = createTestAuthority();
const [mail, dns, uri, ip] = [0x81, 0x82, 0x86, 0x87];

function der(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag, content.length]), content]);
}

/** What is said against a server whose certificate has these names. */
function check(
  name: string,
  common: string | readonly string[],
  alternative: readonly (readonly [number, string | Buffer])[] = [],
) {
  const names = Buffer.concat(alternative.map(([tag, value]) => der(tag, Buffer.from(value as string))));
  const extensions = alternative.length === 0 ? [] : [testExtension('2.5.29.17', false, der(0x30, names))];
  const commonNames = typeof common === 'string' ? [common] : common;
  const subject = ['/DC=test', ...commonNames.map((one) => `/CN=${one.replaceAll('/', String.raw`\/`)}`)].join('');
  const { certificate } = authority.issue(subject, { extensions });
  return checkMyProxyIdentity(name, { raw: certificate.der, subject: { CN: common } } as unknown as PeerCertificate)
    ?.message;
}

it.each(['px.example.org', 'host/px.example.org', 'myproxy/px.example.org', 'PX.example.ORG'])(
  'knows the server by the common name %s',
  (name) => {
    expect(check('px.example.org', name)).toBeUndefined();
    expect(check('px.example.org', ['somebody', name])).toBeUndefined();
  },
);

it.each([
  [
    'px.example.org',
    [
      [dns, 'a.example.org'],
      [dns, 'px.example.org'],
    ],
  ],
  ['px.example.org', [[dns, '*.example.org']]],
  ['192.0.2.7', [[ip, Buffer.from([192, 0, 2, 7])]]],
] as const)('knows %s by an alternative name', (name, alternative) => {
  expect(check(name, 'x', alternative)).toBeUndefined();
});

it.each([
  ['other.example.org', []],
  ['ftp/px.example.org', []],
  ['px.example.org.evil.org', []],
  ['x', [[mail, 'px.example.org']]],
  ['x', [[uri, 'http://evil/, DNS:px.example.org, x']]],
  ['x', [[dns, 'evil, DNS:px.example.org']]],
  ['x', [[dns, '*.org']]],
  ['x', [[ip, Buffer.from([192, 0, 2, 7])]]],
  [[], []],
] as const)('does not take %j %j for it', (common, alternative) => {
  expect(check('px.example.org', common, alternative)).toMatch(/^the server is [^]+, not px\.example\.org$/);
});
