import { refused, succeeded } from '../../http/answer.ts';
import { nameOf } from '../../door/caller.ts';
import { mayHave, secretsOf } from '../../door/credential-shelf.ts';
import type { Method, MethodContext } from '../method-context.ts';

/** GET creds/get_proxy. */
export const getProxy: Method<'creds/get_proxy'> = ({ dn }, context) => {
  if (!mayHave('p', nameOf(context.caller), context.credentials)) return refused(notAuthorized('p', 'proxy', context));
  const owner = dn ?? context.caller.dn;
  const proxy = context.credentials.proxies?.[owner];
  return proxy === undefined ? refused(`'proxy' not found for ${owner}`) : succeeded({ user_proxy: proxy });
};

/** GET creds/get_access_token: the token comes under the key `user_proxy`. */
export const getAccessToken: Method<'creds/get_access_token'> = ({ client_name, token_key }, context) => {
  if (!mayHave('p', nameOf(context.caller), context.credentials))
    return refused(notAuthorized('p', 'access token', context));
  const { accessTokens = {}, tokenKeys = {} } = context.credentials;
  const key = tokenKeys[client_name];
  if (key !== undefined && key !== token_key) return refused(`failed since token key is invalid for ${client_name}`);
  const token = accessTokens[client_name];
  return token === undefined ? refused(`'token' not found for ${client_name}`) : succeeded({ user_proxy: token });
};

/** GET creds/get_token_key. */
export const getTokenKey: Method<'creds/get_token_key'> = ({ client_name }, context) => {
  if (!mayHave('t', nameOf(context.caller), context.credentials))
    return refused(`Denied since ${withoutLetter('t', context)}`);
  const key = context.credentials.tokenKeys?.[client_name];
  return key === undefined ? refused(`Token key is missing for '${client_name}`) : succeeded({ tokenKey: key });
};

/** GET creds/get_key_pair. */
export const getKeyPair: Method<'creds/get_key_pair'> = ({ public_key_name, private_key_name }, context) => {
  if (!mayHave('k', nameOf(context.caller), context.credentials))
    return refused(`Failed since ${withoutLetter('k', context)}`);
  const { keys = {} } = context.credentials;
  const missing = [public_key_name, private_key_name].find((name) => keys[name] === undefined);
  if (missing !== undefined)
    return refused(`Failed for '${nameOf(context.caller)}' since ${missing} is missing on this server`);
  return succeeded({ public_key: keys[public_key_name], private_key: keys[private_key_name] });
};

/** GET creds/get_user_secrets: the caller's own. */
export const getUserSecrets: Method<'creds/get_user_secrets'> = ({ keys }, { caller, credentials }) => {
  if (keys === null) throw new Error('can only join an iterable');
  return succeeded(secretsOf(nameOf(caller), keys, credentials));
};

function withoutLetter(letter: string, { caller }: MethodContext): string {
  return `'${nameOf(caller)}' not authorized with '${letter}' in PANDAMETA.USERS.GRIDPREF`;
}

function notAuthorized(letter: string, what: string, { caller }: MethodContext): string {
  return `failed: '${nameOf(caller)}' not in authorized users with '${letter}' in PANDAMETA.USERS.GRIDPREF to get ${what}`;
}
