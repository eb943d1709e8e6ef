import { expect, it } from 'vitest';
import { bareDn } from '../../src/myproxy/bare-dn.ts';

it.each([
  ['/DC=ch/CN=jdoe/CN=123456/CN=Jane Doe', '/DC=ch/CN=jdoe/CN=123456/CN=Jane Doe'],
  ['/DC=ch/CN=Jane Doe/CN=proxy', '/DC=ch/CN=Jane Doe'],
  ['/DC=ch/CN=Jane Doe/CN=limited proxy/CN=proxy', '/DC=ch/CN=Jane Doe'],
  ['/DC=ch/CN=Jane (Example)', '/DC=ch/CN=Jane (Example)'],
  ['/DC=ch/CN=proxy server/CN=Jane', '/DC=ch/CN=proxy server/CN=Jane'],
  ['/DC=ch/CN=Jane/CN=12345', '/DC=ch/CN=Jane/CN=12345'],
  ['/CN=proxy', ''],
  ['jdoe', 'jdoe'],
  ['', ''],
])('makes %j into %j', (dn, bare) => {
  expect(bareDn(dn)).toBe(bare);
});

it('takes time in proportion to what it is given', () => {
  expect(bareDn(`/DC=ch/CN=Jane${'/CN=proxy'.repeat(200_000)}`)).toBe('/DC=ch/CN=Jane');
});

it('takes off digits when told to, as the proxies of RFC 3820 add them', () => {
  expect(bareDn('/DC=ch/CN=jdoe/CN=1/CN=Jane Doe/CN=12345/CN=678', 'strip')).toBe('/DC=ch/CN=jdoe/CN=1/CN=Jane Doe');
});
