import type { Mover, MoverDefinition, MoverTools } from '@panda-pilot/movers-core';
import { createDavMover } from './dav/dav-mover.ts';
import { type DavOptions, parseDavOptions } from './dav/options.ts';
import { davSchemes } from './dav/place.ts';
import { connectionsFor } from './native/connections.ts';
import { createNativeTransport } from './native/native-transport.ts';
import { createSession } from './session.ts';

/** `davs`: WebDAV storage (XrdHttp, dCache, EOS, StoRM, nginx, Apache), with no program but Node. */
export const davs: MoverDefinition<DavOptions> = davDefinition('davs');

/** The same under the name of its protocol. */
export const https: MoverDefinition<DavOptions> = davDefinition('https');

function davDefinition(name: string): MoverDefinition<DavOptions> {
  return {
    name,
    schemes: davSchemes,
    tier: 'server',
    parseOptions: (raw) => parseDavOptions(name, raw),
    create: (options, tools) => createNativeMover(name, options, tools),
  };
}

function createNativeMover(name: string, options: DavOptions, { env }: MoverTools): Mover {
  const session = createSession(options, env);
  const connections = connectionsFor(session, options);
  const transport = createNativeTransport({ session, connections, stallMs: options.stallMs });
  return createDavMover({ name, transport, progress: true }, options);
}
