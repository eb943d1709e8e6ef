import { isPilotError, type Queuedata } from '@panda-pilot/core';
import { type Finding, warn } from './check.ts';
import type { Patient } from './patient.ts';

/** For checks that are about a queue: without its configuration there is only that to say. */
export async function withQueuedata(
  patient: Patient,
  look: (queuedata: Queuedata) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  let queuedata: Queuedata;
  try {
    queuedata = await patient.queuedata();
  } catch (error) {
    if (!isPilotError(error)) throw error;
    return [warn('not looked at: the queuedata could not be read')];
  }
  return await look(queuedata);
}
