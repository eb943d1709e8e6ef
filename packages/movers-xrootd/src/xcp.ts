import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallOptions, Mover, MoverDefinition } from '@panda-pilot/movers-core';
import { type Client, createClient } from './client.ts';
import { createMounted } from './mounted.ts';
import { parseOptions, type XrootdOptions } from './options.ts';
import { xrootSchemes } from './url.ts';
import { createXrdcp } from './xrdcp.ts';
import { createXrdfs } from './xrdfs.ts';

/**
 * `xcp`: an xroot storage that is mounted on the node, copied to and from by the site's `xcp`. Where that program is gone,
 * the same storage is reached over its protocol, as `xrdcp` does.
 */
const xcp: MoverDefinition<XrootdOptions> = {
  name: 'xcp',
  schemes: xrootSchemes,
  parseOptions: (raw) => parseOptions('xcp', raw),
  create(options, tools) {
    const client = createClient(options, tools);
    const remote = createXrdcp('xcp', options, { client, xrdfs: createXrdfs(client) });
    return whicheverIsThere(createMounted('xcp', client), remote, client);
  },
};
export default xcp;

/** Looks for the program at each call: a setup that was mended counts at once. */
function whicheverIsThere(mounted: Mover, remote: Mover, client: Client): Mover {
  const mover = async (call: CallOptions, file: URL): Promise<Mover> => {
    call.signal.throwIfAborted();
    const { PATH = '' } = await client.environment({ ...call, file: file.href });
    return (await isOnPath('xcp', PATH)) ? mounted : remote;
  };
  return {
    name: remote.name,
    schemes: remote.schemes,
    // What both can promise.
    features: remote.features,
    get: async (source, destination, call) => (await mover(call, source)).get(source, destination, call),
    put: async (source, destination, call) => (await mover(call, destination)).put(source, destination, call),
    stat: async (file, call) => (await mover(call, file)).stat(file, call),
    checksum: async (file, algorithm, call) => (await mover(call, file)).checksum(file, algorithm, call),
    remove: async (file, call) => (await mover(call, file)).remove(file, call),
  };
}

async function isOnPath(tool: string, path: string): Promise<boolean> {
  for (const directory of path.split(':').filter((one) => one.startsWith('/'))) {
    const found = await access(join(directory, tool), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}
