import { type CallOptions, isMoverError, type ToolRunner } from '@panda-pilot/movers-core';
import type { MountedFile } from '../linking.ts';
import type { SrmOptions } from '../options.ts';
import { plainSurl, surlOf } from '../surl.ts';
import { createLcgClient } from './lcg-client.ts';

/** Where the node sees a file, by `lcg-gt`; undefined where the storage does not give it out as a file. */
export function createLcgTurls(
  options: SrmOptions,
  runner: ToolRunner,
): (source: URL, call: CallOptions) => Promise<MountedFile | undefined> {
  const client = createLcgClient(runner);
  return async (source, call) => {
    const surl = plainSurl(surlOf(source, options.copyPrefixIn));
    const about = { ...call, file: source.href };
    try {
      const { stdout } = await client.ask('lcg-gt', ['--nobdii', '--setype', 'srmv2', surl, 'file'], about);
      const [turl = '', token = ''] = stdout.split('\n');
      const [, path] = /^file:\/\/(?:localhost)?(\/.*)$/.exec(turl.trim()) ?? [];
      if (path === undefined) return undefined;
      return { path, release: () => released(client.ask('lcg-sd', [surl, token.trim(), '0'], about)) };
    } catch (error) {
      if (isMoverError(error) && /Can not handle specified protocol/i.test(error.tail ?? '')) return undefined;
      throw error;
    }
  };
}

/** The storage forgets the request in time, whatever becomes of this. */
async function released(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isMoverError(error)) throw error;
  }
}
