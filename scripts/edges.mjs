/** Who may import whom: docs/architecture.md draws it, tooling/house-rules asserts it, scripts/uniform.mjs writes it into every tsconfig.json. */
export const edges = {
  core: { ours: [], theirs: ['@xmldom/xmldom', 'zod'] },
  lease: { ours: [], theirs: ['zod'] },
  'timed-command': { ours: [], theirs: ['execa'] },
  download: { ours: [], theirs: [] },
  credentials: { ours: ['core'], theirs: ['zod'] },
  'movers-core': { ours: ['core'], theirs: [] },
  'movers-local': { ours: ['core', 'movers-core'], theirs: [] },
  glexec: { ours: ['core', 'credentials', 'timed-command'], theirs: [] },
  'movers-gridftp': { ours: ['core', 'movers-core'], theirs: [] },
  'movers-rucio': { ours: ['core', 'movers-core'], theirs: [] },
  'movers-xrootd': { ours: ['core', 'movers-core'], theirs: [] },
  'movers-http': { ours: ['core', 'credentials', 'movers-core'], theirs: ['aws4fetch'] },
  'movers-srm': { ours: ['movers-core'], theirs: [] },
  'movers-castor': { ours: ['core', 'movers-core'], theirs: [] },
  'movers-dcache': { ours: ['core', 'movers-core'], theirs: [] },
  'panda-client': { ours: ['core', 'credentials'], theirs: ['zod'] },
  'panda-local': { ours: ['core', 'lease'], theirs: ['commander', 'jose', 'zod'] },
  runjob: {
    ours: ['core', 'download', 'lease', 'movers-core', 'timed-command'],
    theirs: ['pino', 'tar', 'yazl', 'zod'],
  },
  report: { ours: ['core', 'runjob'], theirs: ['tar'] },
  'pilot-cli': {
    ours: [
      'core', 'credentials', 'download', 'glexec', 'lease', 'panda-client', 'panda-local', 'report', 'runjob', 'timed-command',
    ],
    theirs: ['commander', 'pino', 'zod'],
  },
};
