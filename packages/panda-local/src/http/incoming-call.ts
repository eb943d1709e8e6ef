import { gunzipSync } from 'node:zlib';
import type { Caller, TokenVerdict } from '../door/caller.ts';
import { isDict, parsePythonJson, type PythonDict } from '../python/python-json.ts';

/** A request, read to its end. */
export interface IncomingCall {
  readonly verb: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  /** Whom the certificate stands for that the client showed, if it did. */
  readonly certified?: Caller;
  /** What an issuer's keys say of the token that it came with. */
  readonly verdict?: TokenVerdict;
}

/**
 * The arguments as the server finds them: a GET's query; a POST's JSON, where the content type is exactly
 * `application/json`; a form otherwise, which for JSON sent as anything else means no arguments at all.
 * Throws where the server answers 500 with the message.
 */
export function argumentsOf({ verb, query, headers, body }: IncomingCall): PythonDict {
  if (verb === 'GET' || verb === 'HEAD') return formArguments(query);
  if (headers['content-type'] === 'application/json') return jsonArguments(headers['content-encoding'], body);
  const mediaType = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/x-www-form-urlencoded') return {};
  return formArguments(new URLSearchParams(body.toString('utf8')));
}

function jsonArguments(encoding: string | undefined, body: Buffer): PythonDict {
  const value = parsePythonJson((encoding === 'gzip' ? unzipped(body) : body).toString('utf8'));
  if (!isDict(value)) throw new Error('argument after ** must be a mapping');
  return value;
}

/** Throws in the words of Python for what is not gzip. */
export function unzipped(body: Buffer): Buffer {
  if (body[0] !== 0x1f || body[1] !== 0x8b) throw new Error('Not a gzipped file');
  return gunzipSync(body);
}

/** A key that comes twice is a list. */
export function formArguments(form: URLSearchParams): PythonDict {
  const keys = [...new Set(form.keys())];
  return Object.fromEntries(
    keys.map((key) => {
      const values = form.getAll(key);
      return [key, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}
