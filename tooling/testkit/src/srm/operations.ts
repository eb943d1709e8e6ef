import { randomUUID } from 'node:crypto';
import type { SoapCall, Xml } from './soap.ts';
import { type SrmEntry, SrmRefusal, type SrmStatus, type SrmStorage } from './storage.ts';

/** What the endpoint knows beside its files. */
export interface SrmHouse {
  readonly storage: SrmStorage;
  /** Space descriptions and their tokens. */
  readonly spaces: Readonly<Record<string, string>>;
  /** Where a file's bytes are moved; undefined where none of these protocols is spoken. */
  readonly turl: (path: string, protocols: readonly string[]) => string | undefined;
}

/** What the endpoint answers to one call. */
export type Operation = (call: SoapCall) => Promise<Xml>;

/** The calls of SRM v2.2 that gfal2 2.21 and arccp 6.17 make, by their names. */
export function createOperations(house: SrmHouse): Readonly<Record<string, Operation>> {
  return {
    srmPing: () => Promise.resolve([['versionInfo', 'v2.2']]),
    ...namespaceOperations(house),
    ...spaceOperations(house),
    ...transferOperations(house),
  };
}

function namespaceOperations({ storage }: SrmHouse): Readonly<Record<string, Operation>> {
  const oneByOne = (operation: string, element: string, act: (path: string) => Promise<void>): Operation => {
    return async (call) => {
      const settled = await Promise.all(
        call.texts(element).map(async (surl) => [surl, await statusOf(() => guarded(operation, surl, act))] as const),
      );
      return [
        summary(settled.map(([, status]) => status)),
        files(settled.map(([surl, status]) => fileOf(surl, status))),
      ];
    };
  };
  const guarded = async (operation: string, surl: string, act: (path: string) => Promise<void>): Promise<void> => {
    const path = pathOf(surl);
    storage.guard(operation, path);
    await act(path);
  };
  const whole = (operation: string, act: (path: string) => Promise<void>): Operation => {
    return async (call) => [
      returnStatus(
        await statusOf(() => guarded(operation, call.text('SURL') ?? call.text('directoryPath') ?? '', act)),
      ),
    ];
  };
  return {
    async srmLs(call) {
      const depth = Number(call.text('numOfLevels') ?? 1);
      const details = await Promise.all(call.texts('urlArray').map((surl) => listed(storage, pathOf(surl), depth)));
      return [summary(details.map(({ status }) => status)), ['details', details.map(({ xml }) => xml)]];
    },
    srmMkdir: whole('srmMkdir', storage.makeDirectory),
    srmRmdir: whole('srmRmdir', storage.removeDirectory),
    srmRm: oneByOne('srmRm', 'urlArray', async (path) => {
      storage.uploads.delete(path);
      await storage.removeFile(path);
    }),
    srmReleaseFiles: oneByOne('srmReleaseFiles', 'urlArray', () => Promise.resolve()),
    srmAbortFiles: oneByOne('srmAbortFiles', 'urlArray', () => Promise.resolve()),
    srmAbortRequest: () => Promise.resolve([returnStatus(fine)]),
    srmPutDone: oneByOne('srmPutDone', 'urlArray', async (path) => {
      storage.uploads.delete(path);
      if ((await storage.entry(path)) === undefined) throw new SrmRefusal('SRM_INVALID_PATH', `nothing came: ${path}`);
    }),
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

/** Requests that are answered later: what was asked for, and how often the client is still sent away. */
interface Request {
  readonly path: string;
  readonly surl: string;
  readonly turl: string;
  readonly ready: SrmStatus;
  polls: number;
}

function transferOperations(house: SrmHouse): Readonly<Record<string, Operation>> {
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

interface Status {
  readonly status: SrmStatus;
  readonly explanation?: string;
}
const fine: Status = { status: 'SRM_SUCCESS' };

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

async function listed(
  storage: SrmStorage,
  path: string,
  depth: number,
): Promise<Status & { readonly xml: readonly [string, Xml] }> {
  const refused = await statusOf(async () => storage.guard('srmLs', path));
  const entry = await storage.entry(path);
  const missing: Status = { status: 'SRM_INVALID_PATH', explanation: `no such file: ${path}` };
  const status = refused.status === 'SRM_SUCCESS' ? (entry === undefined ? missing : fine) : refused;
  if (entry === undefined || status !== fine) {
    return {
      ...status,
      xml: [
        'pathDetailArray',
        [
          ['path', path],
          ['status', statusXml(status)],
        ],
      ],
    };
  }
  const children = depth > 0 && entry.kind === 'DIRECTORY' ? await storage.children(path) : [];
  const below = await Promise.all(children.map((child) => listed(storage, child.path, depth - 1)));
  return {
    ...fine,
    xml: [
      'pathDetailArray',
      await detailOf(
        storage,
        entry,
        below.map(({ xml }) => xml),
      ),
    ],
  };
}

async function detailOf(storage: SrmStorage, entry: SrmEntry, below: Xml): Promise<Xml> {
  const checksum = await storage.checksum(entry);
  const at = entry.modifiedAt.toISOString().replace(/\.\d+Z/, 'Z');
  const latency = storage.faults.get(entry.path)?.nearline;
  return [
    ['path', entry.path],
    ['status', statusXml(fine)],
    ['size', entry.size],
    ['createdAtTime', at],
    ['lastModificationTime', at],
    ['fileStorageType', 'PERMANENT'],
    ['fileLocality', latency === true ? 'NEARLINE' : latency === false ? 'ONLINE_AND_NEARLINE' : 'ONLINE'],
    ['arrayOfSubPaths', below],
    ['type', entry.kind],
    [
      'ownerPermission',
      [
        ['userID', 'pilot'],
        ['mode', 'RWX'],
      ],
    ],
    [
      'groupPermission',
      [
        ['groupID', 'grid'],
        ['mode', 'RX'],
      ],
    ],
    ['otherPermission', 'RX'],
    checksum && ['checkSumType', checksum[0]],
    checksum && ['checkSumValue', checksum[1]],
  ];
}

async function statusOf(act: () => Promise<unknown>): Promise<Status> {
  try {
    await act();
    return fine;
  } catch (error) {
    if (error instanceof SrmRefusal) return { status: error.status, explanation: error.message };
    return { status: 'SRM_INTERNAL_ERROR', explanation: String(error) };
  }
}

function summary(statuses: readonly (Status | SrmStatus)[]): Xml[number] {
  const all = statuses.map((one) => (typeof one === 'string' ? { status: one } : one));
  const [worst = fine] = all.filter(({ status }) => status !== 'SRM_SUCCESS');
  return returnStatus(worst);
}

function returnStatus(status: Status): Xml[number] {
  return ['returnStatus', statusXml(status)];
}

function statusXml({ status, explanation }: Status): Xml {
  return [['statusCode', status], explanation === undefined ? undefined : ['explanation', explanation]];
}

function fileOf(surl: string, status: Status): Xml {
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

function files(entries: readonly Xml[]): Xml[number] {
  return ['arrayOfFileStatuses', entries.flat()];
}

/** gfal2 sends SURLs without endpoint (`srm://host/path`), others with it (`?SFN=`). */
function pathOf(surl: string): string {
  const [, sfn] = /[?&]SFN=(.*)$/.exec(surl) ?? [];
  const path = sfn ?? surl.replace(/^srm:\/\/[^/]*/, '');
  return `/${path}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
}
