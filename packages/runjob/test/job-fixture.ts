import { parseJob, type Job } from '@panda-pilot/core';

/** A job with one input, one output and a log; `wire` changes any key of the server's dictionary. */
export function jobFixture(wire: Record<string, string | number> = {}): Job {
  return parseJob({
    PandaID: 7,
    attemptNr: 1,
    prodSourceLabel: 'managed',
    transformation: 'run.sh',
    jobPars: '',
    inFiles: 'in.root',
    scopeIn: 'test',
    GUID: 'AAAA',
    fsize: '3',
    checksum: 'ad:024d0127',
    outFiles: 'out.root,log.tgz',
    scopeOut: 'test',
    scopeLog: 'test',
    logFile: 'log.tgz',
    logGUID: 'LLLL',
    ...wire,
  });
}
