import type { FileHandle } from 'node:fs/promises';
import type { LocalAlgorithm, TransferOptions } from '@panda-pilot/movers-core';
import type { Bounds } from '../bounded.ts';
import { refusePage } from '../page.ts';
import { followRedirects, type Hop, type RedirectPolicy } from '../redirects.ts';
import { refusalOf } from '../refusal.ts';
import type { HttpAnswer, HttpRequest, Moved, Transport } from '../transport.ts';

/** What a WebDAV server is asked, each question to its final answer. All reject with a MoverError, or `signal.reason`. */
export interface DavStorage {
  /** Rejects unless the status is a success, or one of `also`. */
  ask(question: Question, bounds: Bounds): Promise<HttpAnswer>;
  fetch(url: URL, target: FetchTarget, bounds: Bounds): Promise<Moved>;
  /** Removes a file that may be there. */
  discard(url: URL, bounds: Bounds): Promise<void>;
  /** Passes on 404 and 409, too: servers answer so when the directory is missing. */
  store(url: URL, source: StoreSource, bounds: Bounds): Promise<Moved>;
}

export interface Question {
  readonly method: string;
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly also?: readonly number[];
}

interface Watched {
  readonly algorithm: LocalAlgorithm;
  readonly path: string;
  readonly onProgress: TransferOptions['onProgress'];
}

export interface FetchTarget extends Watched {
  readonly file: FileHandle;
  readonly accept: (answer: HttpAnswer) => void;
}

export interface StoreSource extends Watched {
  readonly file: FileHandle;
  readonly bytes: number;
}

export function createDavStorage(transport: Transport, policy: RedirectPolicy): DavStorage {
  const follow = async <Answer extends HttpAnswer>(
    { also = [], ...question }: Question,
    bounds: Bounds,
    send: (request: HttpRequest) => Promise<Answer>,
  ): Promise<Answer> => {
    const { url, method, headers = {}, text } = question;
    const body = text === undefined ? {} : { text };
    const answer = await followRedirects(url, policy, (hop: Hop) =>
      send({ method, headers, ...body, ...hop, ...bounds }),
    );
    if (isSuccess(answer.status) || also.includes(answer.status)) return answer;
    throw refusalOf(answer, url, method);
  };
  const ask: DavStorage['ask'] = (question, bounds) => follow(question, bounds, (request) => transport.ask(request));
  return {
    ask,
    async discard(url, bounds) {
      await ask({ method: 'DELETE', url, also: [404, 410] }, bounds);
    },
    async fetch(url, target, bounds) {
      const moved = await follow({ method: 'GET', url }, bounds, (request) =>
        transport.download(request, {
          ...target,
          accept(answer) {
            refusePage(answer, request.url);
            target.accept(answer);
          },
        }),
      );
      // 204, 206 and the like are no failures, and not the file.
      if (moved.status === 200) return moved;
      throw refusalOf(moved, url, 'GET');
    },
    store: (url, source, bounds) =>
      follow({ method: 'PUT', url, also: missingDirectory }, bounds, (request) =>
        transport.upload(request, { ...source, start: 0 }),
      ),
  };
}

/** What a PUT may be answered when the directory is not there: RFC 4918 has 409 for it, and some servers 404. */
const missingDirectory: readonly number[] = [404, 409];

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
