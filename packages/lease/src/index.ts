export { isLeaseName, type LeaseState, readLease, releaseLease, takeLease } from './lease.ts';
export { isAlive, type LeaseOwner, startTicksOf, thisOwner } from './owner.ts';
