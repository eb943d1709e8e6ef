export { type CpOptions, default as cp } from './cp.ts';
export { default as mv } from './mv.ts';
export type { SiteOptions } from './site/options.ts';
export { lsm, necp, unknown } from './site-commands.ts';
