export { isLeaseName, type LeaseState, readLease, releaseLease, takeLease } from './lease.ts';
export { ensureDirectory } from './ensure-directory.ts';
export { isAlive, type LeaseOwner, startTicksOf, thisOwner } from './owner.ts';
export { makerOf, ownSuffix } from './own-name.ts';
