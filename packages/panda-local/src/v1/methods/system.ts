import { succeeded } from '../../http/answer.ts';
import type { Caller } from '../../door/caller.ts';
import type { Method } from '../method-context.ts';

/** GET system/is_alive. */
export const isAlive: Method<'system/is_alive'> = () => succeeded();

/** GET system/get_attributes: what was sent, and whom the server takes the caller for. */
export const getAttributes: Method<'system/get_attributes'> = (given, { caller }) => {
  const parameters = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, String(value)]));
  const environment = environmentOf(caller);
  return succeeded({ parameters, environment }, attributesText(parameters, environment));
};

/** GET system/get_voms_attributes. */
export const getVomsAttributes: Method<'system/get_voms_attributes'> = (_, { caller }) => {
  const attributes = vomsVariables(caller);
  return succeeded(attributes, lines(attributes, ' : '));
};

type Variables = Readonly<Record<string, string>>;

/** What the web server tells the application of a caller. */
export function environmentOf(caller: Caller): Variables {
  return { SSL_CLIENT_S_DN: caller.dn, ...vomsVariables(caller) };
}

/** Of that, what mod_gridsite has found in the proxy. */
export function vomsVariables({ fqans }: Caller): Variables {
  return Object.fromEntries(fqans.map((fqan, index) => [`GRST_CRED_AUTH_TOKEN_${index}`, `VOMS ${fqan}`]));
}

/** Parameters and variables as a person reads them. */
export function attributesText(parameters: Variables, environment: Variables): string {
  return `===== param =====\n${lines(parameters, ' = ')}\n\n====== env ======\n${lines(environment, ' : ')}\n`;
}

/** One line a value. */
export function lines(record: Variables, separator: string): string {
  return Object.entries(record)
    .map(([key, value]) => key + separator + value)
    .join('\n');
}
