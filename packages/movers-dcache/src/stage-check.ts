import {
  type CallOptions,
  endedWell,
  findTool,
  hasCrashed,
  type Mover,
  type MoverTools,
  type ToolRunner,
} from '@panda-pilot/movers-core';
import { dccpError } from './dccp-outcome.ts';
import { pnfsIdOf } from './mounted.ts';
import type { DcacheOptions } from './options.ts';
import { placeOf } from './place.ts';

type Locality = NonNullable<Mover['locality']>;

/** Whether a file is on a disk, by the site's `dc_check` where it is, else by a question of dccp that stages nothing. */
export function checkByTool(options: DcacheOptions, runner: ToolRunner): Locality {
  return async (file, call) => {
    const { address, path } = placeOf(file, options.copyPrefixIn);
    const about = { ...call, file: file.href };
    const { PATH } = await runner.environment(about);
    if ((await findTool('dc_check', PATH)) !== undefined) {
      const outcome = await runner.run('dc_check', [path], about);
      if (hasCrashed(outcome.ending)) throw dccpError(outcome, { tool: 'dc_check', file: file.href });
      const { stdout, stderr } = outcome;
      const said = `${stdout}${stderr}`;
      return said.includes('Check passed') ? 'online' : said.includes('Check FAILED') ? 'nearline' : 'unknown';
    }
    // A stage that is due at no time only asks.
    const outcome = await runner.run('dccp', ['-P', '-t', '-1', address], about);
    if (endedWell(outcome)) return 'online';
    if (/Not Pnfs file system/.test(outcome.stderr)) return 'unknown';
    const error = dccpError(outcome, { tool: 'dccp', file: file.href });
    if (/stage fail/i.test(error.tail ?? '') || error.kind === 'offline') return 'nearline';
    // A program that ends badly without a word that it is known for has not answered.
    if (error.kind === 'other' && error.momentary !== true) return 'unknown';
    throw error;
  };
}

/** By a service of the site that knows the files on disk by what dCache calls them. */
export function checkByService(
  poolInfo: string,
  options: DcacheOptions,
  { fetch }: Pick<MoverTools, 'fetch'>,
): Locality {
  return async (file, call: CallOptions) => {
    call.signal.throwIfAborted();
    const id = await pnfsIdOf(placeOf(file, options.copyPrefixIn).path);
    const signal = AbortSignal.any([call.signal, AbortSignal.timeout(call.timeoutMs)]);
    const said = await fetch(`${poolInfo}/isFileInPool?pnfsid=${id}`, { signal }).then(
      async (answer) => (answer.ok ? (await answer.text()).trim() : ''),
      () => '',
    );
    call.signal.throwIfAborted();
    return said === 'YES' ? 'online' : said === 'NO' ? 'nearline' : 'unknown';
  };
}
