import { z } from 'zod';
import { quote } from '../quote.ts';
import type { WireJob } from '../wire-job.ts';
import type { Problems } from './problems.ts';
import {
  auxiliaryCommand,
  decimal,
  flag,
  jsonObject,
  jsonText,
  limit,
  list,
  positiveNumber,
  pythonText,
  signedNumber,
  text,
  wholeNumber,
  wordOf,
} from './wire-fields.ts';

/** What rides in the multi-step markup of `jobPars`; the server cuts it out and puts it beside. */
export const multiStepFields = {
  preprocess: auxiliaryCommand,
  postprocess: auxiliaryCommand,
  coprocess: auxiliaryCommand,
  containerOptions: jsonObject,
};

/** One value a file of `inFiles`. */
const inputLists = {
  inFiles: list,
  scopeIn: list,
  GUID: list,
  fsize: list,
  checksum: list,
  ddmEndPointIn: list,
  dispatchDblock: list,
  dispatchDBlockToken: list,
  prodDBlocks: list,
  prodDBlockToken: list,
  realDatasetsIn: list,
};

/** One value a file of `outFiles`, the log among them; but `scopeOut` passes over the log. */
const outputLists = {
  outFiles: list,
  scopeOut: list,
  destinationDblock: list,
  destinationDBlockToken: list,
  realDatasets: list,
  fileDestinationSE: list,
  ddmEndPointOut: list,
  dispatchDBlockTokenForOut: list,
  prodDBlockTokenForOutput: list,
};

/** Of servers and pilots that shared one job among the nodes of an HPC centre: whatever they hold stays in `wire`. */
const uninterpreted = {
  eventRanges: z.unknown().optional(),
  mode: z.unknown().optional(),
  hpcStatus: z.unknown().optional(),
  HPCJobId: z.unknown().optional(),
  yodaJobMetrics: z.unknown().optional(),
  outputZipName: z.unknown().optional(),
  outputZipBucketID: z.unknown().optional(),
};

const secrets = { secrets: jsonText, pilotSecrets: jsonText, userProxy: text, pandaProxySecretKey: text };

/**
 * The job dictionary of the server, field by field: `/api/v1/pilot/acquire_jobs` and the classic `getJob` give the same.
 * It turns each known field into its value (lists are split, absence is undefined) and keeps the unknown ones. What the
 * fields say together, equal lengths, safe file names, what must be there, is `parseJob`'s to judge.
 */
export const wireJobSchema = z.looseObject({
  PandaID: positiveNumber,
  attemptNr: wholeNumber,
  jobsetID: signedNumber,
  taskID: signedNumber,
  reqID: signedNumber,
  jobDefinitionID: signedNumber,
  jobName: text,
  nSent: wholeNumber,

  prodSourceLabel: text,
  processingType: text,
  transferType: text,
  resource_type: text,
  currentPriority: signedNumber,
  cloud: text,
  nucleus: text,
  sourceSite: text,
  destinationSE: text,
  prodUserID: text,

  transformation: text,
  homepackage: text,
  swRelease: text,
  jobPars: text,
  /** Not the server's: cut out of `jobPars`. */
  zipMap: text,
  cmtConfig: text,
  container_name: text,
  ...multiStepFields,

  coreCount: limit,
  maxCpuCount: limit,
  maxWalltime: limit,
  minRamCount: limit,
  maxDiskCount: limit,
  ioIntensity: decimal,
  ioIntensityUnit: text,

  ...inputLists,
  ...outputLists,
  logFile: text,
  logGUID: text,
  scopeLog: text,
  allowNoOutput: list,
  writeToFile: text,
  altStageOut: text,

  eventService: flag,
  eventServiceMerge: flag,
  cloneJob: wordOf(['runonce', 'storeonce']),
  debug: flag,
  loopingCheck: flag,
  isHPO: flag,
  useVP: flag,
  onSiteMerging: flag,
  putLogToOS: flag,
  noExecStrCnv: flag,
  inFilePosEvtNum: flag,
  usePrefetcher: flag,

  credname: pythonText,
  myproxy: pythonText,
  ...secrets,
  ...uninterpreted,
});

/** The values of the known fields. */
export type WireFields = z.output<typeof wireJobSchema>;

/** Those that are lists. */
export type InputList = keyof typeof inputLists;
export type OutputList = keyof typeof outputLists;

/** Reads the known fields of `wire`. One that cannot be read is a problem, and absent. */
export function readFields(wire: WireJob, problems: Problems): WireFields {
  const known = Object.fromEntries(Object.keys(wireJobSchema.shape).map((field) => [field, wire[field]]));
  const read = wireJobSchema.safeParse(known);
  if (read.success) return read.data;
  for (const { path, message } of read.error.issues) {
    const field = String(path[0]);
    if (problems.concern(field)) continue;
    problems.add('CONVERSION_FAILURE', field, field in secrets ? message : `${message}: ${quote(known[field])}`);
  }
  return wireJobSchema.parse({ ...known, ...absent(read.error.issues.map(({ path }) => String(path[0]))) });
}

function absent(fields: readonly string[]): Record<string, undefined> {
  return Object.fromEntries(fields.map((field) => [field, undefined]));
}
