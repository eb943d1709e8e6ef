import {
  createSiteRunner,
  type Mover,
  type MoverDefinition,
  type ToolRunner,
  whicheverTool,
  withSecondTry,
} from '@panda-pilot/movers-core';
import { castorSchemes } from './castor-path.ts';
import { type CastorOptions, parseOptions } from './options.ts';
import { createRfio, type RfioWays } from './rfio.ts';
import { noPools, poolsByClass } from './service-class.ts';
import { createXroot } from './xroot.ts';

/** `rfcp`: CASTOR, below `/castor`. */
export const rfcp = definitionOf('rfcp', () => ({ pools: noPools, below: '/castor/' }));

/** `rfcpsvcclass`: CASTOR where each file has pools of its own, which the site's table names. */
export const rfcpSvcClass = definitionOf('rfcpsvcclass', (options, runner) => ({
  pools: poolsByClass(options, runner),
}));

/** `rfcplfc`: CASTOR or DPM; the registrars write into catalogues. */
export const rfcpLfc = definitionOf('rfcplfc', () => ({ pools: noPools }));

function definitionOf(
  name: string,
  waysOf: (options: CastorOptions, runner: ToolRunner) => RfioWays,
): MoverDefinition<CastorOptions> {
  return {
    name,
    schemes: castorSchemes,
    parseOptions: (raw) => parseOptions(name, raw),
    create(options, tools): Mover {
      const { xroot: server } = options;
      if (server !== undefined) return withSecondTry(createXroot(name, options, { tools, server }));
      const runner = createSiteRunner(options, tools);
      const rfio = createRfio(name, options, { runner, ways: waysOf(options, runner) });
      // `locality` is the same whichever tool is there.
      const instead = "the setting xroot, which names the server that took CASTOR's place";
      const chosen = whicheverTool({ name, byTool: { rfcp: rfio }, features: rfio.features, instead }, runner);
      return { ...withSecondTry(rfio), ...chosen };
    },
  };
}
