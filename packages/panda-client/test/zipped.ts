import type { ZippedEventRanges } from '../src/index.ts';

/** A zip file of two event ranges. */
export const zipped: ZippedEventRanges = {
  zipFile: {
    lfn: 'z.zip',
    objectStoreId: 5,
    sizeBytes: 10,
    checksum: { algorithm: 'adler32', value: '00000001' },
    eventCount: 2,
    pathConvention: 1000,
  },
  ranges: [
    { eventRangeId: '1-45-1-1-1', status: 'finished', coreCount: 1, cpuTimeSeconds: 2.5 },
    { eventRangeId: '1-45-1-2-1', status: 'fatal', errorCode: 1220, errorDiag: 'd'.repeat(600) },
  ],
};

/** The same as the server wants it. */
export const zippedOnTheWire = [
  {
    zipFile: { lfn: 'z.zip', objstoreID: 5, fsize: 10, adler32: '00000001', numEvents: 2, pathConvention: 1000 },
    eventRanges: [
      { eventRangeID: '1-45-1-1-1', eventStatus: 'finished', coreCount: 1, cpuConsumptionTime: 2.5 },
      { eventRangeID: '1-45-1-2-1', eventStatus: 'fatal', errorCode: 1220, errorDiag: 'd'.repeat(500) },
    ],
  },
];
