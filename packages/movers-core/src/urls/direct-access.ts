import type { InputFile, Job, Queuedata } from '@panda-pilot/core';
import type { Replica } from './replica.ts';

/** What decides whether a payload opens its inputs where they are. */
export interface DirectAccessSite {
  readonly queuedata: Pick<Queuedata, 'allowDirectAccess' | 'directAccessLan' | 'directAccessWan' | 'copySetupIn'>;
  readonly job: Pick<Job, 'transferType' | 'isAnalysis'>;
}

/**
 * Whether the payload may open `file` in place, at a replica of this site: the queue allows it (`direct_access_lan`,
 * `direct_access_wan`, or the old `copysetup` with `directIn`) or brokerage has decided so (`transferType` direct), the file
 * is one that ROOT reads, and the job does not ask for a local copy (token `local`).
 */
export function mayReadInPlace(file: InputFile, site: DirectAccessSite): boolean {
  return (mayOpen(site, 'lan') || mayOpen(site, 'wan')) && isRootFile(file);
}

/**
 * The replicas that the payload may open in place, in the order given: those of this site where the queue allows direct access
 * on its own network, those of other sites where it allows it over the wide area and they speak xroot. None for a file that ROOT does
 * not read, or of which the job wants a copy; what is on tape is never opened. For `StageInRequest.inPlace`.
 */
export function openableReplicas(
  file: InputFile,
  replicas: readonly Replica[],
  site: DirectAccessSite,
): readonly URL[] {
  if (!isRootFile(file)) return [];
  const open = { lan: mayOpen(site, 'lan'), wan: mayOpen(site, 'wan') };
  return replicas
    .filter(({ isTape, isLocal, url }) => !isTape && (isLocal ? open.lan : open.wan && isXroot(url)))
    .map(({ url }) => url);
}

/** Over the wide area nothing else asks for so little so rarely (as pilot 3). */
function isXroot({ protocol }: URL): boolean {
  return /^x?roots?:$/.test(protocol);
}

function mayOpen({ queuedata, job }: DirectAccessSite, network: 'lan' | 'wan'): boolean {
  const { allowDirectAccess, directAccessLan, directAccessWan, copySetupIn } = queuedata;
  const byQueue = allowDirectAccess && (network === 'lan' ? directAccessLan : directAccessWan);
  const byHand =
    network === 'lan' && (copySetupIn?.directIn === true || (job.transferType === 'direct' && allowDirectAccess));
  return byQueue || byHand;
}

/** By its name, and unless the job wants a copy. */
function isRootFile({ lfn, productionToken }: InputFile): boolean {
  const name = lfn.toLowerCase();
  return productionToken !== 'local' && !['.tar.gz', '.lib.tgz', '.raw.'].some((part) => name.includes(part));
}
