import { type MoverDefinition, whicheverTool } from '@panda-pilot/movers-core';
import { createGfal } from './gfal/gfal.ts';
import { createGfalClient } from './gfal/gfal-client.ts';
import { parseOptions, type SrmOptions } from './options.ts';
import { createSrmClient } from './srmcp/srm-client.ts';

/** `srmcp`: storage behind SRM, by dCache's Java client where it is, else by gfal2. */
export const srmcp: MoverDefinition<SrmOptions> = {
  name: 'srmcp',
  schemes: ['srm'],
  parseOptions: (raw) => parseOptions('srmcp', raw),
  create(options, tools) {
    const client = createGfalClient(options, tools);
    const today = createGfal('srmcp', options, client);
    const byTool = { srmcp: createSrmClient(options, client), 'gfal-copy': today };
    return { ...whicheverTool({ name: 'srmcp', byTool, features: today.features }, client), schemes: ['srm'] };
  },
};
