import { scriptedServer } from '@panda-pilot/testkit';
import { expect, it } from 'vitest';
import { rucioToken } from '../../../src/staging/catalogues/rucio-token.ts';

const proxy = { X509_USER_PROXY: '/a/proxy' };

it('asks for a token once, for the account', async () => {
  const server = await scriptedServer();
  server.answer({ headers: { 'x-rucio-auth-token': 'given' } });
  const token = rucioToken({ url: new URL(server.url), fetch, env: proxy, account: 'pilot' });
  expect([await token(), await token()]).toEqual(['given', 'given']);
  expect(server.requests).toMatchObject([{ path: '/auth/x509_proxy', headers: { 'x-rucio-account': 'pilot' } }]);
});

it('says that the server has none', async () => {
  const server = await scriptedServer();
  server.answer({ status: 401 });
  const token = rucioToken({ url: new URL(server.url), fetch, env: proxy, account: 'pilot' });
  await expect(token()).rejects.toThrow('Rucio has no token for account pilot: it answers 401');
});

it('takes a bearer token as it is, and asks nobody where there is neither', async () => {
  const url = new URL('https://127.0.0.1:1/');
  expect(await rucioToken({ url, fetch, env: { BEARER_TOKEN: 'jwt' } })()).toBe('jwt');
  expect(await rucioToken({ url, fetch, env: {} })()).toBeUndefined();
});
