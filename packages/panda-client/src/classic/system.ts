import { callerViewOf, variablesIn } from '../records/caller-view.ts';
import type { Methods } from '../methods.ts';
import type { CallBounds } from '../panda-client.ts';
import { notTheServers } from '../failures/parse-data.ts';
import { looksLikeMarkup } from '../failures/printable.ts';
import type { ClassicApi } from './call.ts';

/** The methods about the server itself. They answer with bare text. */
export function systemMethods(api: ClassicApi): Methods<'isAlive' | 'describeCaller' | 'getVomsAttributes'> {
  return {
    async isAlive(bounds) {
      const body = await api.textOf({ method: 'isAlive', anonymous: true }, bounds);
      if (body.startsWith('alive=')) return body.startsWith('alive=yes');
      throw notTheServers(body, { context: api.contextOf('isAlive'), detail: 'it does not say whether it is alive' });
    },
    async describeCaller(bounds) {
      return callerViewOf(await variablesOf('getAttr', { api, bounds }));
    },
    async getVomsAttributes(bounds) {
      return callerViewOf(await variablesOf('getVomsAttr', { api, bounds })).fqans;
    },
  };
}

async function variablesOf(
  method: string,
  { api, bounds }: { readonly api: ClassicApi; readonly bounds: CallBounds | undefined },
): Promise<Readonly<Record<string, string>>> {
  const body = await api.textOf({ method }, bounds);
  if (!looksLikeMarkup(body)) return variablesIn(body);
  throw notTheServers(body, { context: api.contextOf(method), detail: 'no list of variables' });
}
