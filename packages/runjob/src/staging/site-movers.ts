import type { Logger, Queuedata } from '@panda-pilot/core';
import type { Mover, MoverTools } from '@panda-pilot/movers-core';
import { runCommand } from '@panda-pilot/timed-command';
import { loadMover } from './movers.ts';
import { logTool } from './tool-log.ts';

/** Makes what speaks to services of the grid as `env` says: whom it trusts, and what it shows. */
export type MakeFetch = (env: MoverTools['env']) => MoverTools['fetch'];

/**
 * What movers and catalogues work with. Without a `makeFetch` of the outermost layer services are spoken to as Node does: without proxies. A `logger` is told what the tools are
 * asked, and what they say.
 */
export function moverTools(
  env: MoverTools['env'],
  {
    logger,
    makeFetch = () => globalThis.fetch,
  }: { readonly makeFetch?: MakeFetch | undefined; readonly logger?: Logger } = {},
): MoverTools {
  return {
    runCommand: async (file, args, options) => {
      // Nobody asks what a copy tool has used.
      const result = await runCommand(file, args, { usage: 'counted', ...options });
      if (logger !== undefined) logTool(logger, [file, ...args], result);
      return result;
    },
    fetch: makeFetch(env),
    env,
  };
}

/** Makes the mover of a copytool with what the queue says of it. Rejects as `loadMover` does. */
export function siteMovers(queuedata: Queuedata, tools: MoverTools): (copytool: string) => Promise<Mover> {
  const { copySetup, copyPrefix, copyPrefixIn, copytools } = queuedata;
  const forAll = { ...(copySetup?.setup === undefined ? {} : { setup: copySetup.setup }), copyPrefix, copyPrefixIn };
  return (copytool) => loadMover(copytool, { ...forAll, ...copytools[copytool] }, tools);
}
