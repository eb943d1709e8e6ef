import { nameOf } from '../../door/caller.ts';
import { mayHave, secretsOf } from '../../door/credential-shelf.ts';
import { textIn } from '../given.ts';
import type { ClassicContext, ClassicMethod } from '../method.ts';
import { type ClassicFields, statusCodes } from '../response.ts';

const noIdentity = 'Cannot extract DN from proxy. not HTTPS?';

/** getProxy. */
export const getProxy: ClassicMethod = (given, context) => {
  const refusal = refusalOf('p', 'to get proxy', context);
  if (refusal !== undefined) return refusal;
  const owner = textIn(given, 'dn') ?? context.caller?.dn ?? '';
  return userProxy(context.credentials.proxies?.[owner], `proxy not found for ${owner}`);
};

/** get_access_token: the token comes under the key `userProxy`. */
export const getAccessToken: ClassicMethod = (given, context) => {
  const refusal = refusalOf('p', 'to get access token', context);
  if (refusal !== undefined) return refusal;
  const client = textIn(given, 'client_name') ?? '';
  const { accessTokens = {}, tokenKeys = {} } = context.credentials;
  const key = tokenKeys[client];
  if (key !== undefined && key !== given['token_key']) {
    return { StatusCode: statusCodes.invalidKey, errorDialog: `failed since token key is invalid for ${client}` };
  }
  return userProxy(accessTokens[client], `token not found for ${client}`);
};

function userProxy(proxy: string | undefined, errorDialog: string): ClassicFields {
  if (proxy === undefined) return { StatusCode: statusCodes.noProxy, errorDialog };
  return { StatusCode: statusCodes.success, errorDialog: '', userProxy: proxy };
}

/** get_token_key. */
export const getTokenKey: ClassicMethod = (given, context) => {
  const refusal = refusalOf('t', '', context);
  if (refusal !== undefined) return refusal;
  const client = textIn(given, 'client_name') ?? '';
  const tokenKey = context.credentials.tokenKeys?.[client];
  if (tokenKey !== undefined) return { StatusCode: statusCodes.success, tokenKey };
  return { StatusCode: statusCodes.missingKey, errorDialog: `token key is missing for '${client}` };
};

/** getKeyPair. */
export const getKeyPair: ClassicMethod = (given, context) => {
  const refusal = refusalOf('k', '', context);
  if (refusal !== undefined) return refusal;
  const { keys = {} } = context.credentials;
  const [publicName = '', privateName = ''] = ['publicKeyName', 'privateKeyName'].map(
    (name) => textIn(given, name) ?? '',
  );
  const missing = [publicName, privateName].find((name) => keys[name] === undefined);
  if (missing === undefined) {
    return {
      StatusCode: statusCodes.success,
      publicKey: keys[publicName],
      privateKey: keys[privateName],
    };
  }
  return { StatusCode: statusCodes.missingKey, errorDialog: `failed since ${missing} is missing on this server` };
};

/** get_user_secrets: the caller's own, beside whether all went well. */
export const getUserSecrets: ClassicMethod = (given, { caller, credentials }) => {
  if (caller === undefined) return JSON.stringify([false, noIdentity]);
  const names = (textIn(given, 'keys') ?? '').split(',');
  return JSON.stringify([true, secretsOf(nameOf(caller), names, credentials)]);
};

/** Undefined for a caller who has the letter. */
function refusalOf(letter: 'p' | 'k' | 't', purpose: string, context: ClassicContext): ClassicFields | undefined {
  const { caller, credentials } = context;
  if (caller === undefined) return { StatusCode: statusCodes.permission, errorDialog: noIdentity };
  if (mayHave(letter, nameOf(caller), credentials)) return undefined;
  const errorDialog = `failed since '${nameOf(caller)}' not authorized with '${letter}' in PANDAMETA.USERS.GRIDPREF ${purpose}`;
  return { StatusCode: statusCodes.permission, errorDialog: errorDialog.trim() };
}
