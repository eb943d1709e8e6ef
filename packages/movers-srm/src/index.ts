export { gfalCopy } from './gfal-copy.ts';
export { lcgCp, lcgCp2 } from './lcg-cp.ts';
export type { SrmOptions } from './options.ts';
export { srmcp } from './srmcp.ts';
export { storm } from './storm.ts';
