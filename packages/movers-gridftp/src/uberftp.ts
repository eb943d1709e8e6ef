import { toolMover, whicheverTool } from '@panda-pilot/movers-core';
import { createGsiftp } from './gsiftp.ts';
import { createUberftp } from './uberftp-session.ts';
import { gridftpSchemes } from './url.ts';

/** `uberftp`: GridFTP by sessions of uberftp; where that is gone, as `gsiftp` does. */
const uberftp = toolMover({
  name: 'uberftp',
  schemes: gridftpSchemes,
  create(options, runner) {
    const today = createGsiftp('uberftp', options, runner);
    const byTool = { uberftp: createUberftp(options, runner), 'globus-url-copy': today };
    return whicheverTool({ name: 'uberftp', byTool, features: today.features }, runner);
  },
});
export default uberftp;
