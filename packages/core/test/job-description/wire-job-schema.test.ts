import { describe, expect, it } from 'vitest';
import { wireJobSchema } from '../../src/job-description/wire-job-schema.ts';
import { plainWire, userWire } from './wire-jobs.ts';

/** Every field that a server has been seen, or is written, to send. */
const sentByServers = `
  PandaID attemptNr jobsetID taskID reqID jobDefinitionID jobName nSent prodSourceLabel processingType transferType
  currentPriority resource_type nucleus cloud sourceSite destinationSE transformation homepackage swRelease cmtConfig
  container_name jobPars preprocess postprocess coprocess containerOptions maxCpuCount maxWalltime minRamCount maxDiskCount
  coreCount ioIntensity ioIntensityUnit inFiles scopeIn GUID fsize checksum ddmEndPointIn dispatchDblock
  dispatchDBlockToken prodDBlocks prodDBlockToken realDatasetsIn outFiles destinationDblock destinationDBlockToken
  realDatasets fileDestinationSE ddmEndPointOut dispatchDBlockTokenForOut scopeOut logFile logGUID scopeLog prodUserID debug
  loopingCheck secrets pilotSecrets eventService eventServiceMerge cloneJob prodDBlockTokenForOutput writeToFile
  allowNoOutput altStageOut putLogToOS noExecStrCnv inFilePosEvtNum usePrefetcher isHPO useVP onSiteMerging credname myproxy
  userProxy eventRanges pandaProxySecretKey outputZipName outputZipBucketID mode hpcStatus yodaJobMetrics HPCJobId
`;

describe('wireJobSchema', () => {
  it('knows every field that servers send, and the one that is cut out of the parameters', () => {
    const known = [...sentByServers.trim().split(/\s+/), 'zipMap'];
    expect(Object.keys(wireJobSchema.shape).toSorted()).toEqual(known.toSorted());
  });

  it('accepts what servers send, and keeps what it does not know', () => {
    expect(wireJobSchema.parse({ ...userWire, future: { x: 1 } })).toMatchObject({
      PandaID: 6_712_345_678,
      inFiles: ['a.root', 'b.root'],
      GUID: ['AAAA', undefined],
      StatusCode: 0,
      future: { x: 1 },
    });
  });

  it('names the field that it refuses', () => {
    const { error } = wireJobSchema.safeParse({ ...plainWire, attemptNr: 'one', debug: 'x' });
    expect(error?.issues.map(({ path, message }) => [path, message])).toEqual([
      [['attemptNr'], 'not a whole number'],
      [['debug'], 'neither True nor False'],
    ]);
  });

  it.each(['None', 'NULL', ''])('has no credential named %j', (credname) => {
    expect(wireJobSchema.parse({ credname, myproxy: credname })).toEqual({});
  });
});
