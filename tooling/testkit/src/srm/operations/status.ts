import type { Xml } from '../soap.ts';
import { SrmRefusal, type SrmStatus } from '../storage.ts';

/** How a request, or one of its files, stands. */
export interface Status {
  readonly status: SrmStatus;
  readonly explanation?: string;
}

/** As it should. */
export const fine: Status = { status: 'SRM_SUCCESS' };

/** How `act` went. */
export async function statusOf(act: () => Promise<unknown>): Promise<Status> {
  try {
    await act();
    return fine;
  } catch (error) {
    if (error instanceof SrmRefusal) return { status: error.status, explanation: error.message };
    return { status: 'SRM_INTERNAL_ERROR', explanation: String(error) };
  }
}

/** The status of a request: that of its first file that is not well. */
export function summary(statuses: readonly (Status | SrmStatus)[]): Xml[number] {
  const all = statuses.map((one) => (typeof one === 'string' ? { status: one } : one));
  const [worst = fine] = all.filter(({ status }) => status !== 'SRM_SUCCESS');
  return returnStatus(worst);
}

/** The element that tells the status of a request. */
export function returnStatus(status: Status): Xml[number] {
  return ['returnStatus', statusXml(status)];
}

/** What elements for a status hold. */
export function statusXml({ status, explanation }: Status): Xml {
  return [['statusCode', status], explanation === undefined ? undefined : ['explanation', explanation]];
}

/** The element for one file of a request. */
export function fileOf(surl: string, status: Status): Xml {
  return [
    [
      'statusArray',
      [
        ['surl', surl],
        ['status', statusXml(status)],
      ],
    ],
  ];
}

/** The element for all files of a request. */
export function files(entries: readonly Xml[]): Xml[number] {
  return ['arrayOfFileStatuses', entries.flat()];
}
