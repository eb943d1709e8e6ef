import { type MoverDefinition, withSecondTry } from '@panda-pilot/movers-core';
import { createCurlTransport } from './curl/curl-transport.ts';
import { createDavMover } from './dav/dav-mover.ts';
import { type DavOptions, parseDavOptions } from './dav/options.ts';
import { davSchemes } from './dav/place.ts';
import { createSession } from './session.ts';

/** `curl`: the same storage by the program curl, for sites whose nodes reach it in ways that only curl knows. */
export const curl: MoverDefinition<DavOptions> = {
  name: 'curl',
  schemes: davSchemes,
  tier: 'server',
  parseOptions: (raw) => parseDavOptions('curl', raw),
  create(options, tools) {
    const session = createSession(options, tools.env);
    const transport = createCurlTransport(options, { session, tools });
    return withSecondTry(createDavMover({ name: 'curl', transport, progress: false }, options));
  },
};
