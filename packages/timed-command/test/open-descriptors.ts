import { readdirSync, readlinkSync } from 'node:fs';

/** How many descriptors of this process lead to such a path; what an earlier test has left to be closed leads elsewhere. */
export function openDescriptors(leadsTo: (path: string) => boolean): number {
  return readdirSync('/proc/self/fd').filter((descriptor) => {
    try {
      return leadsTo(readlinkSync(`/proc/self/fd/${descriptor}`));
    } catch {
      return false; // that of the list itself
    }
  }).length;
}
