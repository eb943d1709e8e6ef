export { default as xcp } from './xcp.ts';
export { default as xrdcp } from './xrdcp.ts';
