import type { Assignment } from '../../state/assignment.ts';

/** Who tells the catalogue of stored files: the PanDA server, from the final update, or the pilot, in the catalogue that is named. */
export type Registration = 'server' | 'rucio' | 'lfc' | 'lrc';

/**
 * By the pilot's own setting; else as the queue's fields say: pilots register in the LFC of the US, and of CERN where
 * files go by xrdcp, unless the copytool does it or `lfcregister` leaves it to the server, or says `rucio`; in the US
 * without an LFC, in the LRC.
 */
export function registrationOf({ queuedata, settings }: Pick<Assignment, 'queuedata' | 'settings'>): Registration {
  const { registration } = settings;
  if (registration !== 'queue') return registration;
  const { copytool = '', dq2Url, lfcHost, lfcRegister, region } = queuedata;
  if (lfcRegister === 'rucio') return 'rucio';
  if (lfcRegister === 'server' || registeringCopytools.has(copytool)) return 'server';
  if (lfcHost !== undefined) return region === 'US' || (region === 'CERN' && copytool === 'xrdcp') ? 'lfc' : 'server';
  return region === 'US' && dq2Url !== undefined ? 'lrc' : 'server';
}

const registeringCopytools: ReadonlySet<string> = new Set(['lcg-cp', 'mv']);
