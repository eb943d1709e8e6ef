export { type CpOptions, default as cp } from './cp.ts';
