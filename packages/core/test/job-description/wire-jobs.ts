import { parseJob } from '../../src/job-description.ts';
import type { Job } from '../../src/job.ts';
import { isPilotError, type PilotError } from '../../src/pilot-error.ts';
import type { WireJob } from '../../src/wire-job.ts';

/** A job without files but the log, as a server of August 2026 sends it. */
export const plainWire: WireJob = {
  StatusCode: 0,
  PandaID: 1,
  prodSourceLabel: 'managed',
  swRelease: 'NULL',
  homepackage: 'NULL',
  transformation: 'https://example.org/bash-c',
  jobName: 'X',
  jobDefinitionID: 0,
  cloud: 'WORLD',
  inFiles: '',
  dispatchDblock: '',
  dispatchDBlockToken: '',
  dispatchDBlockTokenForOut: 'NULL',
  outFiles: 'log.X.tgz',
  destinationDblock: 'NULL',
  destinationDBlockToken: 'NULL',
  prodDBlocks: '',
  prodDBlockToken: '',
  realDatasets: 'log.X',
  realDatasetsIn: '',
  fileDestinationSE: 'NULL',
  logFile: 'log.X.tgz',
  logGUID: '6ebe1d0a-9c5f-4a55-8d0e-0a1f2b3c4d5e',
  jobPars: "-c 'echo hi; exit 0'",
  attemptNr: 1,
  GUID: '',
  checksum: '',
  fsize: '',
  scopeIn: '',
  scopeOut: '',
  scopeLog: 'NULL',
  ddmEndPointIn: '',
  ddmEndPointOut: 'TEST_DATADISK',
  destinationSE: 'NULL',
  prodUserID: 'NULL',
  maxCpuCount: 0,
  minRamCount: 2000,
  maxDiskCount: 500,
  cmtConfig: 'NULL',
  processingType: 'NULL',
  transferType: 'NULL',
  sourceSite: 'NULL',
  currentPriority: 1000,
  taskID: 0,
  coreCount: 1,
  jobsetID: 'NULL',
  reqID: 'NULL',
  nucleus: 'NULL',
  maxWalltime: 86_400,
  resource_type: 'SCORE',
  ioIntensity: null,
  ioIntensityUnit: null,
  nSent: 1,
};

/** A user's job with two inputs, two outputs and the log between them. */
export const userWire: WireJob = {
  ...plainWire,
  PandaID: 6_712_345_678,
  attemptNr: 2,
  prodSourceLabel: 'user',
  transformation: 'http://pandaserver.example.org:25080/trf/user/runGen-00-00-02',
  jobPars: '-j "" -p "python%20run.py" -i "[\'a.root\', \'b.root\']"',
  prodUserID: '/DC=org/CN=Some Body',
  inFiles: 'a.root,b.root',
  scopeIn: 'user.some,user.some',
  GUID: 'AAAA,NULL',
  fsize: '1024,0',
  checksum: 'ad:620062,NULL',
  ddmEndPointIn: 'SITE_DATADISK,',
  dispatchDblock: 'panda.dis.1,NULL',
  dispatchDBlockToken: 'ATLASDATADISK,NULL',
  prodDBlocks: 'user.some:in/,NULL',
  prodDBlockToken: 'local,NULL',
  realDatasetsIn: 'user.some:in,user.some:in',
  outFiles: 'user.out.root,log.Y.tgz,user.hist.root',
  scopeOut: 'user.some,NULL',
  scopeLog: 'user.some',
  logFile: 'log.Y.tgz',
  logGUID: 'LLLL',
  destinationDblock: 'sub.1,sub.log,NULL',
  destinationDBlockToken: 'dst:X,NULL,NULL',
  dispatchDBlockTokenForOut: 'NULL,T2,NULL',
  realDatasets: 'out.1,out.log,out.2',
  fileDestinationSE: 'SE1,SE2,NULL',
  ddmEndPointOut: 'SCRATCH,SCRATCHLOG,SCRATCH',
  allowNoOutput: 'user.hist.root',
};

/** The job of `plainWire` with some fields sent otherwise. */
export function jobWith(fields: Readonly<Record<string, unknown>>): Job {
  return parseJob({ ...plainWire, ...fields });
}

/** The PilotError that `plainWire` with some fields sent otherwise is refused with. */
export function refusalOf(fields: Readonly<Record<string, unknown>>): PilotError {
  try {
    parseJob({ ...plainWire, ...fields });
  } catch (error) {
    if (isPilotError(error)) return error;
    throw error;
  }
  throw new Error('the job was accepted');
}
