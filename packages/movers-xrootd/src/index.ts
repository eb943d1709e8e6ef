export type { XrootdOptions } from './options.ts';
export { default as xcp } from './xcp.ts';
export { default as xrdcp } from './xrdcp.ts';
