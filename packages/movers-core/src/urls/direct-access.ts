import type { InputFile, Job, Queuedata } from '@panda-pilot/core';

/** What decides whether a payload opens its inputs where they are. */
export interface DirectAccessSite {
  readonly queuedata: Pick<Queuedata, 'allowDirectAccess' | 'directAccessLan' | 'directAccessWan' | 'copySetupIn'>;
  readonly job: Pick<Job, 'transferType' | 'isAnalysis'>;
}

/**
 * Whether the payload may open `file` in place: the queue allows it (`direct_access_lan`, `direct_access_wan`, or the old
 * `copysetup` with `directIn`) or brokerage has decided so (`transferType` direct), the file is one that ROOT reads, and
 * the job does not ask for a local copy (token `local`).
 */
export function mayReadInPlace(file: InputFile, { queuedata, job }: DirectAccessSite): boolean {
  const { allowDirectAccess, directAccessLan, directAccessWan, copySetupIn } = queuedata;
  const byQueue = (allowDirectAccess && (directAccessLan || directAccessWan)) || copySetupIn?.directIn === true;
  return (byQueue || (job.transferType === 'direct' && allowDirectAccess)) && isRootFile(file);
}

/** By its name, and unless the job wants a copy. */
function isRootFile({ lfn, productionToken }: InputFile): boolean {
  const name = lfn.toLowerCase();
  return productionToken !== 'local' && !['.tar.gz', '.lib.tgz', '.raw.'].some((part) => name.includes(part));
}
