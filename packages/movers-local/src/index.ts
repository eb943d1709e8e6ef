export { cp, type CpOptions } from './cp.ts';
