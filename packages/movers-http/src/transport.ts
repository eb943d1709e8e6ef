import type { FileHandle } from 'node:fs/promises';
import type { Checksum } from '@panda-pilot/core';
import type { LocalAlgorithm } from '@panda-pilot/movers-core';

/** How one HTTP request is sent and answered: without redirects, retries, or a view of what an answer means. */
export interface Transport {
  /** Resolves with whatever the server answers. */
  ask(request: HttpRequest): Promise<HttpAnswer>;
  /** A GET whose body goes to a local file when the status is 200; what the file holds otherwise is of no value. */
  download(request: HttpRequest, target: DownloadTarget): Promise<Moved>;
  /** A PUT of a local file. */
  upload(request: HttpRequest, source: UploadSource): Promise<Moved>;
}

/** Every method of a transport rejects with a MoverError, or with `signal.reason`. */
export interface HttpRequest {
  readonly method: string;
  /** `http:` or `https:`. */
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** A small body. */
  readonly text?: string;
  readonly signal: AbortSignal;
  /** Time that is left; the signal goes off by then. */
  readonly timeoutMs: number;
  /** Whether the bearer token goes along: not to hosts that somebody else named. */
  readonly token: 'show' | 'hide';
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** At most 64 KiB of the body; empty where it went to a file. */
  readonly text: string;
}

/** The answer to a transfer, and what was moved. */
export interface Moved extends HttpAnswer {
  readonly bytes: number;
  /** Of the bytes as they came or went, where the transport sees them. */
  readonly checksum?: Checksum;
}

export interface DownloadTarget {
  /** Open for writing, and empty. */
  readonly file: FileHandle;
  readonly path: string;
  readonly algorithm: LocalAlgorithm;
  /** Throws a MoverError for an answer of which no byte is wanted. */
  readonly accept: (answer: HttpAnswer) => void;
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

export interface UploadSource {
  /** Open for reading. */
  readonly file: FileHandle;
  readonly path: string;
  /** The part that is sent. */
  readonly start: number;
  readonly bytes: number;
  readonly algorithm: LocalAlgorithm;
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

/** Of a body that nobody stores. */
export const maxTextBytes = 65_536;

/** Headers as they are sent: XrdHttp 5.5.3 overlooks a `content-length` that is not written `Content-Length`. */
export function asWritten(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const written = (name: string): string => name.replaceAll(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [written(name), value]));
}
