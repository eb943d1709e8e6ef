/** A program that a mover may drive, with the helpers it cannot do without, and how it tells its version. */
export interface Toolset {
  /** The program that is looked for: a name on PATH, or a path that begins with a variable of the environment. */
  readonly tool: string;
  /** Arguments with which it prints its version; none: it has no such thing. */
  readonly versionArgs?: readonly string[];
}

/**
 * What does the work of each copytool: the first program that is there. The tool of the copytool's own days comes
 * first; behind it, where it is gone from today's nodes, stands the one that does the same work. Copytools that need no
 * program have an empty list.
 */
export const toolsets: Readonly<Record<string, readonly Toolset[]>> = {
  cp: [],
  mv: [],
  lsm: [{ tool: 'lsm-get' }],
  necp: [{ tool: 'necp' }],
  unknown: [],
  xrdcp: [{ tool: 'xrdcp', versionArgs: ['--version'] }],
  xcp: [{ tool: 'xcp' }, { tool: 'xrdcp', versionArgs: ['--version'] }],
  'gfal-copy': [{ tool: 'gfal-copy', versionArgs: ['--version'] }],
  'lcg-cp': [
    { tool: 'lcg-cp', versionArgs: ['--version'] },
    { tool: 'gfal-copy', versionArgs: ['--version'] },
  ],
  'lcg-cp2': [
    { tool: 'lcg-cp', versionArgs: ['--version'] },
    { tool: 'gfal-copy', versionArgs: ['--version'] },
  ],
  storm: [{ tool: 'lcg-gt' }, { tool: 'gfal-copy', versionArgs: ['--version'] }],
  srmcp: [
    { tool: 'srmcp', versionArgs: ['-version'] },
    { tool: 'gfal-copy', versionArgs: ['--version'] },
  ],
  rfcp: [{ tool: 'rfcp' }, { tool: 'xrdcp', versionArgs: ['--version'] }],
  rfcpsvcclass: [{ tool: 'rfcp' }, { tool: 'xrdcp', versionArgs: ['--version'] }],
  rfcplfc: [{ tool: 'rfcp' }, { tool: 'xrdcp', versionArgs: ['--version'] }],
  dccp: [{ tool: 'dccp' }],
  dccplfc: [{ tool: 'dccp' }],
  BNLdccp: [{ tool: 'dccp' }],
  gsiftp: [{ tool: 'globus-url-copy', versionArgs: ['-version'] }],
  cog: [
    { tool: '$COG_INSTALL_PATH/bin/globus-url-copy', versionArgs: ['-version'] },
    { tool: 'globus-url-copy', versionArgs: ['-version'] },
  ],
  uberftp: [
    { tool: 'uberftp', versionArgs: ['-version'] },
    { tool: 'globus-url-copy', versionArgs: ['-version'] },
  ],
  davs: [],
  https: [],
  curl: [{ tool: 'curl', versionArgs: ['--version'] }],
  s3: [],
  rucio: [{ tool: 'rucio', versionArgs: ['--version'] }],
  dq2: [{ tool: 'dq2-get' }, { tool: 'rucio', versionArgs: ['--version'] }],
};
