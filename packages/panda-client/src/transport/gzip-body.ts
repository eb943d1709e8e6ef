import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** The text as gzip; not on this thread, so that a large report holds up no timer. */
export async function gzipBody(text: string): Promise<Buffer> {
  return compress(Buffer.from(text, 'utf8'));
}

const compress = promisify<Buffer, Buffer>(gzip);
