import { readFile } from 'node:fs/promises';
import type { ChecksumAlgorithm } from '@panda-pilot/core';
import {
  type CallOptions,
  MoverError,
  type MoverErrorKind,
  type MoverTools,
  printedChecksum,
} from '@panda-pilot/movers-core';
import type { NameSpace } from './name-space.ts';

/** The name space as a WebDAV door shows it. */
export function doorNameSpace(door: string, { fetch, env }: Pick<MoverTools, 'fetch' | 'env'>): NameSpace {
  const ask = async (method: string, path: string, call: CallOptions & { readonly wanted?: ChecksumAlgorithm }) => {
    const url = `${door}${path.split('/').map(encodeURIComponent).join('/')}`;
    // Nothing is shown over a line that everybody reads.
    const token = url.startsWith('https:') ? await tokenIn(env) : undefined;
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(call.wanted === undefined ? {} : { 'want-digest': call.wanted }),
    };
    const signal = AbortSignal.any([call.signal, AbortSignal.timeout(call.timeoutMs)]);
    const answer = await fetch(url, { method, headers, signal, redirect: 'error' }).catch((cause: unknown) => {
      call.signal.throwIfAborted();
      const kind = signal.aborted ? 'timed-out' : 'network';
      throw new MoverError(`no answer to ${method} from ${door}`, { kind, file: url, cause });
    });
    await answer.body?.cancel();
    if (answer.ok) return { headers: answer.headers, url };
    throw new MoverError(`${method} ${url}: HTTP ${answer.status}`, { kind: kindOf(answer.status), file: url });
  };

  return {
    async size(path, call) {
      const { headers, url } = await ask('HEAD', path, call);
      const size = headers.get('content-length');
      // A page is what login forms and directories are shown as.
      if (size !== null && /^\d+$/.test(size) && !isPage(headers)) return Number(size);
      throw new MoverError(`no size of a file from ${url}`, { kind: 'unsupported', file: url });
    },

    async checksum(path, algorithm, call) {
      const { headers, url } = await ask('HEAD', path, { ...call, wanted: algorithm });
      const values = (headers.get('digest') ?? '').split(',').map((one) => /^\s*([\w-]+)=(.*?)\s*$/.exec(one));
      const value = values.find((found) => found?.[1]?.toLowerCase() === algorithm)?.[2];
      const checksum = printedChecksum(algorithm, algorithm === 'md5' ? hexOf(value ?? '') : value);
      if (checksum !== undefined) return checksum;
      throw new MoverError(`no ${algorithm} from ${url}`, { kind: 'unsupported', file: url });
    },

    async remove(path, call) {
      try {
        await ask('DELETE', path, call);
      } catch (error) {
        if (!(error instanceof MoverError) || error.kind !== 'not-found') throw error;
      }
    },

    /** dCache makes the directories that a file goes to. */
    prepare: () => Promise.resolve(),
  };
}

async function tokenIn(env: Readonly<Record<string, string>>): Promise<string | undefined> {
  const { BEARER_TOKEN: token = '', BEARER_TOKEN_FILE: file = '' } = env;
  const found = token.trim() === '' && file !== '' ? await readFile(file, 'utf8').catch(() => '') : token;
  return found.trim() === '' ? undefined : found.trim();
}

function isPage(headers: Headers): boolean {
  return headers.get('content-type')?.startsWith('text/html') ?? false;
}

/** RFC 3230 has md5 in base64; adler32 is plain. */
function hexOf(base64: string): string {
  return Buffer.from(base64, 'base64').toString('hex');
}

function kindOf(status: number): MoverErrorKind {
  return kinds.get(status) ?? (status >= 500 ? 'network' : 'other');
}

const kinds: ReadonlyMap<number, MoverErrorKind> = new Map([
  [401, 'denied'],
  [403, 'denied'],
  [404, 'not-found'],
  [405, 'unsupported'],
  [410, 'not-found'],
  [501, 'unsupported'],
  [503, 'offline'],
  [507, 'no-space'],
]);
