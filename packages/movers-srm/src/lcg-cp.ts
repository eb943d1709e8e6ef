import { type MoverDefinition, whicheverTool } from '@panda-pilot/movers-core';
import { createGfal } from './gfal/gfal.ts';
import { createGfalClient } from './gfal/gfal-client.ts';
import { createLcg } from './lcg/lcg.ts';
import { parseOptions, type SrmOptions } from './options.ts';

/** `lcg-cp`: storage behind SRM, by lcg_util where it still is, else by gfal2, which followed it. */
export const lcgCp = definitionOf('lcg-cp');

/** `lcg-cp2`: the same without the file catalogue of its time; here neither registers, that is the registrars' work. */
export const lcgCp2 = definitionOf('lcg-cp2');

function definitionOf(name: string): MoverDefinition<SrmOptions> {
  return {
    name,
    schemes: ['srm'],
    parseOptions: (raw) => parseOptions(name, raw),
    create(options, tools) {
      const client = createGfalClient(options, tools);
      const today = createGfal(name, options, client);
      const byTool = { 'lcg-cp': createLcg(name, options, client), 'gfal-copy': today };
      return { ...whicheverTool({ name, byTool, features: today.features }, client), schemes: ['srm'] };
    },
  };
}
