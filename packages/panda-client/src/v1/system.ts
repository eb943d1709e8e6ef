import { z } from 'zod';
import { callerViewOf } from '../records/caller-view.ts';
import type { V1Api } from './call.ts';
import type { Methods } from '../methods.ts';

/** `system/*`. */
export function systemMethods(api: V1Api): Methods<'isAlive' | 'describeCaller' | 'getVomsAttributes'> {
  return {
    isAlive: async (bounds) =>
      (await api.answerTo({ method: 'system/is_alive', query: {}, anonymous: true }, bounds)).success,
    async describeCaller(bounds) {
      return callerViewOf(await api.ask({ method: 'system/get_attributes', query: {} }, environment, bounds));
    },
    async getVomsAttributes(bounds) {
      return callerViewOf(await api.ask({ method: 'system/get_voms_attributes', query: {} }, variables, bounds)).fqans;
    },
  };
}

const variables = z.record(z.string(), z.string());
const environment = z.object({ environment: variables }).transform((data) => data.environment);
