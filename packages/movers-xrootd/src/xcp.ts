import { type MoverDefinition, parseToolOptions, type ToolOptions, whicheverTool } from '@panda-pilot/movers-core';
import { createClient } from './client.ts';
import { createMounted } from './mounted.ts';
import { xrootSchemes } from './url.ts';
import { createXrdcp } from './xrdcp.ts';
import { createXrdfs } from './xrdfs.ts';

/**
 * `xcp`: an xroot storage that is mounted on the node, copied to and from by the site's `xcp`. Where that program is gone,
 * the same storage is reached over its protocol, as `xrdcp` does.
 */
const xcp: MoverDefinition<ToolOptions> = {
  name: 'xcp',
  schemes: xrootSchemes,
  parseOptions: (raw) => parseToolOptions('xcp', raw),
  create(options, tools) {
    const client = createClient(options, tools);
    const remote = createXrdcp('xcp', options, { client, xrdfs: createXrdfs(client) });
    const byTool = { xcp: createMounted('xcp', client, options.checksums), xrdcp: remote };
    // What both can promise.
    return whicheverTool({ name: 'xcp', byTool, features: remote.features }, client);
  },
};
export default xcp;
