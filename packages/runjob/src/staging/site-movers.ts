import type { Queuedata } from '@panda-pilot/core';
import type { Mover, MoverTools } from '@panda-pilot/movers-core';
import { runCommand } from '@panda-pilot/timed-command';
import { loadMover } from './movers.ts';

/** What movers and catalogues work with. */
export function moverTools(env: MoverTools['env']): MoverTools {
  return {
    runCommand: (file, args, options) => runCommand(file, args, options),
    fetch: globalThis.fetch,
    env,
  };
}

/** Makes the mover of a copytool with what the queue says of it. Rejects as `loadMover` does. */
export function siteMovers(queuedata: Queuedata, tools: MoverTools): (copytool: string) => Promise<Mover> {
  const { copySetup, copyPrefix, copyPrefixIn, copytools } = queuedata;
  const forAll = { ...(copySetup?.setup === undefined ? {} : { setup: copySetup.setup }), copyPrefix, copyPrefixIn };
  return (copytool) => loadMover(copytool, { ...forAll, ...copytools[copytool] }, tools);
}
