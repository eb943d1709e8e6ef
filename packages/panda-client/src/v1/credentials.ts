import { tokenKey, userSecrets } from '../wire/answers.ts';
import type { V1Api } from './call.ts';
import { keyPair, userProxy } from './answers.ts';
import type { Methods } from '../methods.ts';

/** `creds/*`. */
export function credentialMethods(
  api: V1Api,
): Methods<'getProxy' | 'getAccessToken' | 'getTokenKey' | 'getKeyPair' | 'getUserSecrets'> {
  return {
    async getProxy({ dn, role }, bounds) {
      return api.ask({ method: 'creds/get_proxy', query: { dn, role } }, userProxy, bounds);
    },
    async getAccessToken({ clientName, tokenKey: key }, bounds) {
      const query = { client_name: clientName, token_key: key?.reveal() };
      return api.ask({ method: 'creds/get_access_token', query }, userProxy, bounds);
    },
    async getTokenKey(clientName, bounds) {
      return api.ask({ method: 'creds/get_token_key', query: { client_name: clientName } }, tokenKey, bounds);
    },
    async getKeyPair({ publicKeyName, privateKeyName }, bounds) {
      const query = { public_key_name: publicKeyName, private_key_name: privateKeyName };
      return api.ask({ method: 'creds/get_key_pair', query }, keyPair, bounds);
    },
    async getUserSecrets(names, bounds) {
      if (names.length === 0) return new Map();
      return api.ask({ method: 'creds/get_user_secrets', query: { keys: names } }, userSecrets, bounds);
    },
  };
}
