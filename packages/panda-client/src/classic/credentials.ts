import { tokenKey, userSecrets } from '../wire/answers.ts';
import type { Methods } from '../methods.ts';
import { parseData, parseJson } from '../failures/parse-data.ts';
import { serverFailure } from '../failures/server-failure.ts';
import { keyPair, outcome, userProxy } from './answers.ts';
import type { ClassicApi } from './call.ts';

/** The methods that give credentials. */
export function credentialMethods(
  api: ClassicApi,
): Methods<'getProxy' | 'getAccessToken' | 'getTokenKey' | 'getKeyPair' | 'getUserSecrets'> {
  return {
    async getProxy({ dn, role }, bounds) {
      return api.ask({ method: 'getProxy', given: { dn, role } }, userProxy, bounds);
    },
    async getAccessToken({ clientName, tokenKey: key }, bounds) {
      const given = { client_name: clientName, token_key: key?.reveal() };
      return api.ask({ method: 'get_access_token', given }, userProxy, bounds);
    },
    async getTokenKey(clientName, bounds) {
      return api.ask({ method: 'get_token_key', given: { client_name: clientName } }, tokenKey, bounds);
    },
    async getKeyPair({ publicKeyName, privateKeyName }, bounds) {
      return api.ask({ method: 'getKeyPair', given: { publicKeyName, privateKeyName } }, keyPair, bounds);
    },
    async getUserSecrets(names, bounds) {
      if (names.length === 0) return new Map();
      const call = { method: 'get_user_secrets', given: { keys: names.join(','), get_json: true } };
      const context = api.contextOf(call.method);
      const answer = parseJson(await api.bodyOf(call, bounds), context);
      const [isGood, found] = parseData(outcome, answer, context);
      if (isGood) return parseData(userSecrets, found, context);
      throw serverFailure(context, { kind: 'refused', serverMessage: String(found) });
    },
  };
}
