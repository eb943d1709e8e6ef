import { randomUUID } from 'node:crypto';
import type { SoapCall, Xml } from '../soap.ts';
import { SrmRefusal, type SrmStatus, type SrmStorage } from '../storage.ts';
import type { Operation, SrmHouse } from './house.ts';
import { fileOf, files, returnStatus, type Status, statusOf, summary } from './status.ts';
import { pathOf } from './surl-path.ts';

/** Requests that are answered later: what was asked for, and how often the client is still sent away. */
interface Request {
  readonly path: string;
  readonly surl: string;
  readonly turl: string;
  readonly ready: SrmStatus;
  polls: number;
}

/** Uploads, downloads and recalls: requests that are opened, and asked about until they are answered. */
export function transferOperations(house: SrmHouse): Readonly<Record<string, Operation>> {
  const { storage, spaces } = house;
  const requests = new Map<string, readonly Request[]>();
  const turlFor = (call: SoapCall, path: string): string => {
    const turl = house.turl(path, call.texts('stringArray'));
    if (turl === undefined) throw new SrmRefusal('SRM_NOT_SUPPORTED', 'none of these protocols');
    return turl;
  };
  const answer = async (token: string): Promise<Xml> => {
    const parts = requests.get(token);
    if (parts === undefined) return [returnStatus({ status: 'SRM_INVALID_REQUEST', explanation: 'no such request' })];
    const statuses = await Promise.all(parts.map((request) => progressOf(storage, request)));
    return [
      summary(statuses.map(({ status }) => status)),
      ['requestToken', token],
      files(statuses.map(({ xml }) => xml)),
    ];
  };
  const opened = (
    operation: string,
    element: string,
    ready: SrmStatus,
    check: (call: SoapCall, path: string) => Promise<void>,
  ): Operation => {
    return async (call) => {
      const token = randomUUID();
      const parts: Request[] = [];
      for (const surl of call.texts(element)) {
        const path = pathOf(surl);
        const refused = await statusOf(async () => {
          storage.guard(operation, path);
          await check(call, path);
          if (ready !== 'SRM_SUCCESS') turlFor(call, path);
        });
        if (refused.status !== 'SRM_SUCCESS')
          return [returnStatus(refused), ['requestToken', token], files([fileOf(surl, refused)])];
        const turl = ready === 'SRM_SUCCESS' ? '' : turlFor(call, path);
        parts.push({ path, surl, turl, ready, polls: storage.faults.get(path)?.polls ?? 0 });
      }
      requests.set(token, parts);
      return answer(token);
    };
  };
  const later: Operation = (call) => answer(call.text('requestToken') ?? '');
  return {
    srmPrepareToPut: opened('srmPrepareToPut', 'targetSURL', 'SRM_SPACE_AVAILABLE', async (call, path) => {
      const space = call.text('targetSpaceToken');
      if (space !== undefined && !Object.values(spaces).includes(space))
        throw new SrmRefusal('SRM_INVALID_REQUEST', 'no such space');
      if ((await storage.entry(path)) !== undefined)
        throw new SrmRefusal('SRM_DUPLICATION_ERROR', `there already: ${path}`);
      storage.uploads.add(path);
    }),
    srmStatusOfPutRequest: later,
    srmPrepareToGet: opened('srmPrepareToGet', 'sourceSURL', 'SRM_FILE_PINNED', (_call, path) =>
      readable(storage, path),
    ),
    srmStatusOfGetRequest: later,
    srmBringOnline: opened('srmBringOnline', 'sourceSURL', 'SRM_SUCCESS', (_call, path) => readable(storage, path)),
    srmStatusOfBringOnlineRequest: later,
  };
}

async function readable(storage: SrmStorage, path: string): Promise<void> {
  if ((await storage.entry(path))?.kind !== 'FILE') throw new SrmRefusal('SRM_INVALID_PATH', `no such file: ${path}`);
  if (storage.uploads.has(path)) throw new SrmRefusal('SRM_FILE_BUSY', `being written: ${path}`);
}

async function progressOf(storage: SrmStorage, request: Request): Promise<Status & { readonly xml: Xml }> {
  const { surl, path, turl, ready } = request;
  const waits = request.polls-- > 0;
  const status = waits ? 'SRM_REQUEST_QUEUED' : ready;
  if (!waits && ready !== 'SRM_SPACE_AVAILABLE') bringOnline(storage, path);
  const size = (await storage.entry(path))?.size;
  const put = ready === 'SRM_SPACE_AVAILABLE';
  const xml: Xml = [
    [
      'statusArray',
      [
        [put ? 'SURL' : 'sourceSURL', surl],
        ['status', [['statusCode', status]]],
        size === undefined ? undefined : ['fileSize', size],
        ['estimatedWaitTime', waits ? 1 : 0],
        waits || turl === '' ? undefined : ['transferURL', turl],
      ],
    ],
  ];
  return { status: waits ? 'SRM_REQUEST_QUEUED' : 'SRM_SUCCESS', xml };
}

function bringOnline(storage: SrmStorage, path: string): void {
  const { nearline, ...fault } = storage.faults.get(path) ?? {};
  if (nearline === true) storage.faults.set(path, { ...fault, nearline: false });
}
