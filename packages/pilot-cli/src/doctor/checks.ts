import type { Check } from './check.ts';
import { authorities } from './checks/authorities.ts';
import { cgroups } from './checks/cgroups.ts';
import { clock } from './checks/clock.ts';
import { copytools } from './checks/copytools.ts';
import { credential } from './checks/credential.ts';
import { cvmfs } from './checks/cvmfs.ts';
import { launchers } from './checks/launchers.ts';
import { limits } from './checks/limits.ts';
import { namespaces } from './checks/namespaces.ts';
import { node } from './checks/node.ts';
import { queuedata } from './checks/queuedata.ts';
import { scratch } from './checks/scratch.ts';
import { server } from './checks/server.ts';
import { storages } from './checks/storages.ts';
import { transfers } from './checks/transfers.ts';

/** Everything that `panda-pilot doctor` looks at, in the order in which it is shown. A new check is a file and a row. */
export const checks: readonly Check[] = [
  node,
  clock,
  server,
  credential,
  authorities,
  queuedata,
  storages,
  copytools,
  transfers,
  scratch,
  limits,
  cgroups,
  namespaces,
  launchers,
  cvmfs,
];
