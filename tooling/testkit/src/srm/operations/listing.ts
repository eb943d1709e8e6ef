import type { Xml } from '../soap.ts';
import type { SrmEntry, SrmStorage } from '../storage.ts';
import { fine, type Status, statusOf, statusXml } from './status.ts';

/** What the storage says of a name and, for `depth` levels, of what is below it. */
export async function listed(
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
