import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ChecksumAlgorithm } from '@panda-pilot/core';
import {
  ensureDirectory,
  checksumOfFile,
  copying,
  createTimeLimit,
  endedWell,
  type Mover,
  MoverError,
  moverErrorFrom,
  requireNothing,
  requireRegularFile,
  type TransferOptions,
} from '@panda-pilot/movers-core';
import type { Client, ClientCall } from './client.ts';
import { placeOf, xrootSchemes } from './url.ts';
import { failureOf } from './xrdcp-outcome.ts';

/**
 * A storage that is mounted under the paths of its URLs. `tool` copies, as `tool SOURCE DESTINATION`; all else is asked
 * of the mount.
 */
export function createMounted(tool: string, client: Client, checksums: readonly ChecksumAlgorithm[]): Mover {
  const copy = async (from: string, to: string, call: ClientCall): Promise<void> => {
    const outcome = await client.run(tool, [from, to], call);
    if (!endedWell(outcome)) throw failureOf(outcome, { tool, file: call.file });
  };

  return {
    name: tool,
    schemes: xrootSchemes,
    features: { checksums, atomicPut: false, overwrites: false, progress: false },

    ...copying({
      async fetch(surl, destination, call) {
        await requireRegularFile(pathOf(surl));
        await copy(pathOf(surl), destination, { ...call, file: surl.href });
      },
      async store(source, surl, call) {
        const path = pathOf(surl);
        await requireNothing(path);
        await onMount(path, () => ensureDirectory(dirname(path)));
        // For the tool alone, which tells the server.
        await copy(source, `${path}${opaqueOf(surl, call)}`, { ...call, file: surl.href });
        const stored = await requireRegularFile(path);
        if (stored === call.bytes) return;
        const message = `${tool} ended well, and ${stored} of ${call.bytes} bytes were stored`;
        throw new MoverError(message, { kind: 'size-mismatch', file: surl.href });
      },
    }),

    async stat(surl, { signal }) {
      signal.throwIfAborted();
      return { size: await requireRegularFile(pathOf(surl)) };
    },

    async checksum(surl, algorithm, call) {
      if (!checksums.includes(algorithm)) {
        throw new MoverError(`no ${algorithm} here: ${surl.href}`, { kind: 'unsupported', file: surl.href });
      }
      const limit = createTimeLimit(call, surl.href);
      try {
        return await checksumOfFile(pathOf(surl), algorithm, limit.signal);
      } finally {
        limit.lift();
      }
    },

    async remove(surl, { signal }) {
      signal.throwIfAborted();
      const path = pathOf(surl);
      await onMount(path, () => rm(path, { force: true }));
    },
  };
}

/** What follows `?`: as the URL has it, else the space that the job names, in the words of xrootd's `oss.space`. */
function opaqueOf(surl: URL, { about }: Pick<TransferOptions, 'about'>): string {
  const { opaque } = placeOf(surl, []);
  const token = about?.spaceToken;
  return opaque !== '' || token === undefined ? opaque : `?oss.cgroup=${encodeURIComponent(token)}`;
}

function pathOf(surl: URL): string {
  return placeOf(surl, []).path;
}

async function onMount<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw moverErrorFrom(error, path);
  }
}
