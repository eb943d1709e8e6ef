import { type MoverDefinition, withSecondTry } from '@panda-pilot/movers-core';
import { createGfal } from './gfal/gfal.ts';
import { createGfalClient } from './gfal/gfal-client.ts';
import { gfalSchemes } from './gfal/gfal-url.ts';
import { parseOptions, type SrmOptions } from './options.ts';

/** `gfal-copy`: storage behind SRM, GridFTP, WebDAV or xroot, by the clients of gfal2. */
export const gfalCopy: MoverDefinition<SrmOptions> = {
  name: 'gfal-copy',
  schemes: gfalSchemes,
  tier: 'server',
  parseOptions: (raw) => parseOptions('gfal-copy', raw),
  create: (options, tools) => withSecondTry(createGfal('gfal-copy', options, createGfalClient(options, tools))),
};
