export type { DavOptions } from './dav/options.ts';
export { davs, https } from './davs.ts';
