import { expect, it } from 'vitest';
import { call, classicServer } from '../classic-call.ts';

const credentials = {
  permissions: { 'Local User': 'pkt' },
  proxies: { 'Local User': 'PROXY' },
  accessTokens: { pilot_server: 'renewed', free: 'token' },
  tokenKeys: { pilot_server: 'key' },
  keys: { a: 'public', b: 'private' },
};

it.each<[string, object, object]>([
  ['getProxy', {}, { StatusCode: 0, errorDialog: '', userProxy: 'PROXY' }],
  ['getProxy', { dn: 'Nobody', role: '' }, { StatusCode: 90, errorDialog: 'proxy not found for Nobody' }],
  ['get_access_token', { client_name: 'free' }, { StatusCode: 0, errorDialog: '', userProxy: 'token' }],
  ['get_access_token', { client_name: 'pilot_server', token_key: 'key' }, { StatusCode: 0, userProxy: 'renewed' }],
  [
    'get_access_token',
    { client_name: 'pilot_server', token_key: 'no' },
    { StatusCode: 50, errorDialog: 'failed since token key is invalid for pilot_server' },
  ],
  ['get_access_token', { client_name: 'x' }, { StatusCode: 90, errorDialog: 'token not found for x' }],
  ['get_token_key', { client_name: 'pilot_server' }, { StatusCode: 0, tokenKey: 'key' }],
  ['get_token_key', { client_name: 'x' }, { StatusCode: 80, errorDialog: "token key is missing for 'x" }],
  [
    'getKeyPair',
    { publicKeyName: 'a', privateKeyName: 'b' },
    { StatusCode: 0, publicKey: 'public', privateKey: 'private' },
  ],
  [
    'getKeyPair',
    { publicKeyName: 'a', privateKeyName: 'c' },
    { StatusCode: 80, errorDialog: 'failed since c is missing on this server' },
  ],
])('%s %j answers %j', async (method, given, answer) => {
  expect(await call(await classicServer({ credentials }), method, given)).toMatchObject(answer);
});

it.each([
  ['getProxy', {}, "'p' in PANDAMETA.USERS.GRIDPREF to get proxy"],
  ['get_access_token', { client_name: 'x' }, "'p' in PANDAMETA.USERS.GRIDPREF to get access token"],
  ['get_token_key', { client_name: 'x' }, "'t' in PANDAMETA.USERS.GRIDPREF"],
  ['getKeyPair', { publicKeyName: 'a', privateKeyName: 'b' }, "'k' in PANDAMETA.USERS.GRIDPREF"],
])('%s is for those who may', async (method, given, words) => {
  expect(await call(await classicServer(), method, given)).toEqual({
    StatusCode: 70,
    errorDialog: `failed since 'Local User' not authorized with ${words}`,
  });
  expect(await call(await classicServer({ tokens: [] }), method, given)).toEqual({
    StatusCode: 70,
    errorDialog: 'Cannot extract DN from proxy. not HTTPS?',
  });
});

it('get_user_secrets gives the own ones that there are, beside whether all went well', async () => {
  const shelf = { userSecrets: { 'Local User': { a: '1', b: '2' } } };
  const server = await classicServer({ credentials: shelf });
  expect(await call(server, 'get_user_secrets', { keys: 'a,c', get_json: true })).toEqual([true, { a: '1' }]);
});
