import { type Checksum, isPilotError, parseChecksum } from '@panda-pilot/core';
import { MoverError } from '@panda-pilot/movers-core';
import type { Did } from './did.ts';
import { post, type RucioServer } from './rucio-server.ts';

/** A replica that Rucio knows. */
export interface FoundReplica {
  readonly url: URL;
  readonly rse: string;
  readonly isTape: boolean;
  readonly isLocal: boolean;
}

/** All that Rucio says of a file. */
export interface FoundReplicas extends Pick<Did, 'scope' | 'name'> {
  /** Bytes. */
  readonly size?: number;
  readonly checksum?: Checksum;
  /** Best first, as the server ranks them for this client. */
  readonly replicas: readonly FoundReplica[];
}

export interface LookupOptions {
  readonly signal: AbortSignal;
  /** URL schemes that are of use; all when left out. */
  readonly schemes?: readonly string[];
  /** Where this node is, as Rucio calls it: the server then ranks by distance. */
  readonly site?: string;
}

/** Finds the replicas of files, many in one question. */
export interface ReplicaLookup {
  /**
   * Settles to one answer for each file, in their order; a file that the catalogue does not know has no replicas. Rejects as
   * `post` does, and with `other` for an answer that cannot be read.
   */
  find(files: readonly Pick<Did, 'scope' | 'name'>[], options: LookupOptions): Promise<readonly FoundReplicas[]>;
}

/** So many files in a question; servers refuse bodies that are much longer. */
const mostAtOnce = 1000;

/** Asks this Rucio server. */
export function createReplicaLookup(server: RucioServer): ReplicaLookup {
  const ask = async (
    files: readonly Pick<Did, 'scope' | 'name'>[],
    { signal, schemes, site }: LookupOptions,
  ): Promise<readonly FoundReplicas[]> => {
    const body = {
      dids: files.map(({ scope, name }) => ({ scope, name })),
      sort: 'geoip',
      ...(schemes === undefined ? {} : { schemes }),
      ...(site === undefined ? {} : { client_location: { site } }),
    };
    const accept = 'application/x-json-stream';
    const { status, text } = await post(server, { path: '/replicas/list', body, accept, signal });
    // The server says so when it knows none of the files.
    if (status === 404) return [];
    if (status !== 200) throw unreadable(server, `${status}: ${text}`);
    return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [entryIn(line, server)]));
  };

  return {
    async find(files, options) {
      const found = new Map<string, FoundReplicas>();
      for (let from = 0; from < files.length; from += mostAtOnce) {
        for (const entry of await ask(files.slice(from, from + mostAtOnce), options)) found.set(keyOf(entry), entry);
      }
      return files.map(({ scope, name }) => found.get(keyOf({ scope, name })) ?? { scope, name, replicas: [] });
    },
  };
}

function keyOf({ scope, name }: Pick<Did, 'scope' | 'name'>): string {
  return `${scope}:${name}`;
}

/** A line of the stream; what is in it beyond what we read is Rucio's own business. */
function entryIn(line: string, server: RucioServer): FoundReplicas {
  const entry = recordIn(line);
  const { scope, name, bytes, adler32, md5, pfns } = entry ?? {};
  if (typeof scope !== 'string' || typeof name !== 'string') throw unreadable(server, line);
  const checksum = checksumIn('adler32', adler32) ?? checksumIn('md5', md5);
  return {
    scope,
    name,
    ...(typeof bytes === 'number' && Number.isSafeInteger(bytes) && bytes >= 0 ? { size: bytes } : {}),
    ...(checksum === undefined ? {} : { checksum }),
    replicas: replicasIn(isRecord(pfns) ? pfns : {}),
  };
}

function replicasIn(pfns: Readonly<Record<string, unknown>>): readonly FoundReplica[] {
  const ranked = Object.entries(pfns).flatMap(([pfn, told]) => {
    if (!URL.canParse(pfn) || !isRecord(told)) return [];
    const { rse, type, domain, priority } = told;
    const replica: FoundReplica = {
      url: new URL(pfn),
      rse: typeof rse === 'string' ? rse : '',
      isTape: type === 'TAPE',
      isLocal: domain === 'lan',
    };
    return [{ replica, priority: typeof priority === 'number' ? priority : Number.MAX_SAFE_INTEGER }];
  });
  return ranked.toSorted((one, other) => one.priority - other.priority).map(({ replica }) => replica);
}

function checksumIn(algorithm: string, value: unknown): Checksum | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    return parseChecksum(`${algorithm}:${value}`);
  } catch (error) {
    if (!isPilotError(error, 'CONVERSION_FAILURE')) throw error;
    return undefined;
  }
}

function recordIn(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unreadable({ url }: RucioServer, text: string): MoverError {
  const tail = text.slice(0, 1000);
  return new MoverError('Rucio gives no answer that can be read', { kind: 'other', file: url.href, tail });
}
