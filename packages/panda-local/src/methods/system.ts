import { succeeded } from '../answer.ts';
import type { Method } from '../method-context.ts';

/** GET system/is_alive. */
export const isAlive: Method<'system/is_alive'> = () => succeeded();

/** GET system/get_attributes: what was sent, and whom the server takes the caller for. */
export const getAttributes: Method<'system/get_attributes'> = (given, { caller }) => {
  const parameters = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, String(value)]));
  const environment = {
    SSL_CLIENT_S_DN: caller.dn,
    ...Object.fromEntries(caller.fqans.map((fqan, index) => [`GRST_CRED_AUTH_TOKEN_${index}`, `VOMS ${fqan}`])),
  };
  const message = `===== param =====\n${lines(parameters, ' = ')}\n\n====== env ======\n${lines(environment, ' : ')}\n`;
  return succeeded({ parameters, environment }, message);
};

function lines(record: Readonly<Record<string, string>>, separator: string): string {
  return Object.entries(record)
    .map(([key, value]) => key + separator + value)
    .join('\n');
}
