import type { IncomingMessage } from 'node:http';
import { MoverError, type MoverTools, type TransferOptions } from '@panda-pilot/movers-core';
import { bounded, type Bounds } from '../bounded.ts';
import type { DavOptions } from '../dav/options.ts';
import { placeOf } from '../dav/place.ts';
import { answerOf, headOf } from '../native/answer.ts';
import { connectionsFor } from '../native/connections.ts';
import { exchange } from '../native/exchange.ts';
import { networkError } from '../native/network-error.ts';
import { refusalOf } from '../refusal.ts';
import { createSession } from '../session.ts';
import { createMarkers } from './markers.ts';

/** One copy between two storages. */
export interface ThirdPartyRequest extends Pick<TransferOptions, 'signal' | 'timeoutMs' | 'onProgress'> {
  readonly source: URL;
  readonly destination: URL;
  /** Who does the work: `pull`, the destination fetches; `push`, the source stores. */
  readonly mode: 'pull' | 'push';
  /** A bearer token that the active storage shows to the other. */
  readonly otherToken?: string;
}

/** Copies a file from storage to storage, past this machine. */
export type ThirdPartyCopy = (request: ThirdPartyRequest) => Promise<{ readonly bytes: number }>;

/**
 * A copier for storages that know COPY with a remote end (XRootD, dCache, EOS, StoRM). What it rejects with is a MoverError, or
 * `signal.reason`; a storage that ends its answer without a verdict has failed. What has arrived is not verified, and its
 * directory must be there.
 */
export function createThirdPartyCopy(options: DavOptions, { env }: Pick<MoverTools, 'env'>): ThirdPartyCopy {
  const session = createSession(options, env);
  const connections = connectionsFor(session, options);
  const { stallMs } = options;
  return ({ source, destination, mode, otherToken, ...call }) =>
    bounded(call, destination, async (bounds) => {
      const from = placeOf(source, options.copyPrefixIn);
      const to = placeOf(destination, options.copyPrefix);
      const [url, end] = mode === 'pull' ? [to, { source: from.href }] : [from, { destination: to.href }];
      const headers: Record<string, string> = { ...end, credential: 'none', overwrite: 'F' };
      // Never over a line that everybody reads.
      if (otherToken !== undefined && url.protocol === 'https:') {
        headers['transferheaderauthorization'] = `Bearer ${otherToken}`;
      }
      const { credential, authorization } = await session.show(url, 'show');
      const wire = { agent: connections.agentFor(url, credential), headers: authorization, stallMs };
      const request = { method: 'COPY', url, headers, token: 'show', ...bounds } as const;
      const response = await exchange(request, wire);
      const { status } = headOf(response);
      if (status !== 201 && status !== 202 && status !== 200)
        throw refusalOf(await answerOf(response, request), url, 'COPY');
      return follow(response, { url, bounds, onProgress: call.onProgress });
    });
}

interface Watch {
  readonly url: URL;
  readonly bounds: Bounds;
  readonly onProgress: TransferOptions['onProgress'];
}

async function follow(
  response: IncomingMessage,
  { url, bounds, onProgress }: Watch,
): Promise<{ readonly bytes: number }> {
  const markers = createMarkers();
  let told = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      markers.push(chunk.toString('latin1'));
      if (markers.bytes > told) onProgress?.(markers.bytes);
      told = markers.bytes;
    }
  } catch (error) {
    bounds.signal.throwIfAborted();
    if (markers.end === undefined) throw networkError(error, url);
  }
  if (markers.end?.kind === 'success') return { bytes: markers.bytes };
  const words = markers.end?.words ?? 'it ended without a verdict';
  throw new MoverError(`COPY: ${url.host}: ${words}`, { kind: 'other', file: url.href, tail: words });
}
