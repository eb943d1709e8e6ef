export { expectGroupGone, expectNoProcessNaming, groupMembers, processesNaming } from './processes.ts';
export { tempDir } from './temp-dir.ts';
export { tree } from './tree.ts';
