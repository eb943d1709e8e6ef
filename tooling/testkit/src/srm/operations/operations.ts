import type { Operation, SrmHouse } from './house.ts';
import { namespaceOperations } from './namespace-operations.ts';
import { fine, returnStatus } from './status.ts';
import { transferOperations } from './transfer-operations.ts';

/** The calls of SRM v2.2 that gfal2 2.21 and arccp 6.17 make, by their names. */
export function createOperations(house: SrmHouse): Readonly<Record<string, Operation>> {
  return {
    srmPing: () => Promise.resolve([['versionInfo', 'v2.2']]),
    ...namespaceOperations(house),
    ...spaceOperations(house),
    ...transferOperations(house),
  };
}

function spaceOperations({ spaces }: SrmHouse): Readonly<Record<string, Operation>> {
  return {
    srmGetSpaceTokens: (call) => {
      const token = spaces[call.text('userSpaceTokenDescription') ?? ''];
      if (token !== undefined)
        return Promise.resolve([returnStatus(fine), ['arrayOfSpaceTokens', [['stringArray', token]]]]);
      return Promise.resolve([returnStatus({ status: 'SRM_INVALID_REQUEST', explanation: 'no such space' })]);
    },
  };
}
