import type { FileHandle } from 'node:fs/promises';
import { MoverError } from '@panda-pilot/movers-core';
import type { HttpAnswer } from './transport.ts';

/**
 * Throws a MoverError `denied` for a web page where a file was asked for: identity providers answer 200 with a form to log
 * in, and some storages a directory with a list. A file that calls itself one is let pass.
 */
export function refusePage({ headers }: Pick<HttpAnswer, 'headers'>, url: URL): void {
  const { 'content-type': type = '' } = headers;
  if (/^\s*(?:text\/html|application\/xhtml)/i.test(type) && !isNamedPage(url)) throw page(url);
}

/** The same for what was fetched: XrdHttp 5.5.3 lists a directory, and does not say that it is HTML. */
export async function refusePageIn(file: FileHandle, url: URL): Promise<void> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
  const begin = buffer.toString('latin1', 0, bytesRead);
  if (/^[\s\u00bb\u00bf\u00ef]*<(?:!doctype\s+html|html[\s>])/i.test(begin) && !isNamedPage(url)) throw page(url);
}

function isNamedPage(url: URL): boolean {
  return /\.x?html?$/i.test(url.pathname);
}

function page(url: URL): MoverError {
  return new MoverError(`${url.host} answers with a web page instead of the file: a login, or a list`, {
    kind: 'denied',
    file: url.href,
  });
}
