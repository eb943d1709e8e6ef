import type { Logger, Queuedata } from '@panda-pilot/core';
import { type Direction, type Mover, type MoverTools, setupOf } from '@panda-pilot/movers-core';
import { runCommand } from '@panda-pilot/timed-command';
import { loadMover } from './movers.ts';
import { logTool } from './tool-log.ts';

/** Makes what speaks to services of the grid as `env` says: whom it trusts, and what it shows. */
export type MakeFetch = (env: MoverTools['env']) => MoverTools['fetch'];

/**
 * What movers and catalogues work with. Without a `makeFetch` of the outermost layer services are spoken to as Node
 * does: without proxies. A `logger` is told what the tools are asked, and what they say.
 */
export function moverTools(
  env: MoverTools['env'],
  {
    logger,
    makeFetch = () => globalThis.fetch,
    scratch,
  }: { readonly makeFetch?: MakeFetch | undefined; readonly logger?: Logger; readonly scratch?: string } = {},
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
    ...(scratch === undefined ? {} : { scratch }),
  };
}

/**
 * Makes the mover of a copytool with what the queue says of it for that direction: one mover for both where it says the same.
 * Rejects as `loadMover` does.
 */
export function siteMovers(
  queuedata: Queuedata,
  tools: MoverTools,
): (copytool: string, direction: Direction) => Promise<Mover> {
  const made = new Map<string, Mover>();
  return async (copytool, direction) => {
    const settings = settingsFor(queuedata, copytool, direction);
    const key = JSON.stringify([copytool, settings]);
    const mover = made.get(key) ?? (await loadMover(copytool, settings, tools));
    made.set(key, mover);
    return mover;
  };
}

/** The fields of old queues, whose ends in `in` are for inputs; a queue that has an entry for the copytool says the rest there. */
function settingsFor(queuedata: Queuedata, copytool: string, direction: Direction): Readonly<Record<string, unknown>> {
  const { copySetup, copySetupIn, environmentSetup, environmentSetupIn, copyPrefix, copyPrefixIn } = queuedata;
  const entry = queuedata.copytools[copytool];
  const [script, text, prefix] =
    direction === 'stage-in'
      ? [copySetupIn, environmentSetupIn, copyPrefixIn]
      : [copySetup, environmentSetup, copyPrefix];
  const setup = setupOf({ setup: script?.setup, environmentSetup: entry === undefined ? text : undefined });
  return { ...setup, copyPrefix: prefix, copyPrefixIn, ...entry };
}
