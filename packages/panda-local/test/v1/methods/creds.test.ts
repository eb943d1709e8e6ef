import { expect, it } from 'vitest';
import { get, localServer } from '../../local-server.ts';

const credentials = {
  proxies: { 'Local User': 'PEM', '/CN=Ann': 'PEM of Ann' },
  accessTokens: { atlas: 'token', keyed: 'token 2' },
  tokenKeys: { keyed: 'key' },
  keys: { pub: 'P', priv: 'S' },
  userSecrets: { 'Local User': { a: '1', b: '2' }, Ann: { c: '3' } },
};

it.each<[string, string, string, unknown]>([
  ['p', 'get_proxy', '', { user_proxy: 'PEM' }],
  ['p', 'get_proxy', 'dn=%2FCN%3DAnn&role=production', { user_proxy: 'PEM of Ann' }],
  ['p', 'get_proxy', 'dn=Bob', "'proxy' not found for Bob"],
  [
    'kt',
    'get_proxy',
    '',
    "failed: 'Local User' not in authorized users with 'p' in PANDAMETA.USERS.GRIDPREF to get proxy",
  ],
  ['p', 'get_access_token', 'client_name=atlas', { user_proxy: 'token' }],
  ['p', 'get_access_token', 'client_name=keyed&token_key=key', { user_proxy: 'token 2' }],
  ['p', 'get_access_token', 'client_name=keyed', 'failed since token key is invalid for keyed'],
  ['p', 'get_access_token', 'client_name=cms', "'token' not found for cms"],
  [
    '',
    'get_access_token',
    'client_name=atlas',
    "failed: 'Local User' not in authorized users with 'p' in PANDAMETA.USERS.GRIDPREF to get access token",
  ],
  ['t', 'get_token_key', 'client_name=keyed', { tokenKey: 'key' }],
  ['t', 'get_token_key', 'client_name=atlas', "Token key is missing for 'atlas"],
  [
    'p',
    'get_token_key',
    'client_name=keyed',
    "Denied since 'Local User' not authorized with 't' in PANDAMETA.USERS.GRIDPREF",
  ],
  ['k', 'get_key_pair', 'public_key_name=pub&private_key_name=priv', { public_key: 'P', private_key: 'S' }],
  [
    'k',
    'get_key_pair',
    'public_key_name=pub&private_key_name=no',
    "Failed for 'Local User' since no is missing on this server",
  ],
  [
    'p',
    'get_key_pair',
    'public_key_name=pub&private_key_name=priv',
    "Failed since 'Local User' not authorized with 'k' in PANDAMETA.USERS.GRIDPREF",
  ],
  ['', 'get_user_secrets', 'keys=a', { a: '1' }],
  ['', 'get_user_secrets', 'keys=a&keys=b&keys=c', { a: '1', b: '2' }],
])('with permission %j, %s?%s', async (letters, method, query, expected) => {
  const server = await localServer({ credentials: { ...credentials, permissions: { 'Local User': letters } } });
  const answer = await get(server, `creds/${method}`, query);
  if (typeof expected === 'string') expect(answer).toEqual({ success: false, message: expected, data: null });
  else expect(answer).toEqual({ success: true, message: '', data: expected });
});
