export { bnlDccp, dccp, dccpLfc } from './dccp.ts';
export type { DcacheOptions } from './options.ts';
