import { type MoverDefinition, parseToolOptions, type ToolOptions, whicheverTool } from '@panda-pilot/movers-core';
import { createGsiftp, createRunner } from './gsiftp.ts';
import { createUberftp } from './uberftp-session.ts';
import { gridftpSchemes } from './url.ts';

/** `uberftp`: GridFTP by sessions of uberftp; where that is gone, as `gsiftp` does. */
const uberftp: MoverDefinition<ToolOptions> = {
  name: 'uberftp',
  schemes: gridftpSchemes,
  parseOptions: (raw) => parseToolOptions('uberftp', raw),
  create(options, tools) {
    const runner = createRunner(options, tools);
    const today = createGsiftp('uberftp', options, runner);
    const byTool = { uberftp: createUberftp(options, runner), 'globus-url-copy': today };
    return whicheverTool({ name: 'uberftp', byTool, features: today.features }, runner);
  },
};
export default uberftp;
