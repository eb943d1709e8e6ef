import { type IncomingCall, formArguments, unzipped } from '../http/incoming-call.ts';
import { isDict, parsePythonJson, type PythonDict } from '../python/python-json.ts';

/**
 * The arguments as the server finds them. With a content type of exactly `application/json` the body must be gzip,
 * whatever its encoding is said to be, and true and false become "True" and "False"; else the query and an urlencoded
 * body, first value of each key. Throws where the server answers 500 with the message.
 */
export function classicArguments({ verb, query, headers, body }: IncomingCall): PythonDict {
  if (headers['content-type'] === 'application/json') return jsonArguments(body);
  const isForm = mediaType(headers['content-type']) === 'application/x-www-form-urlencoded';
  const form = new URLSearchParams(verb !== 'GET' && isForm ? body.toString('utf8') : '');
  return firstValues({ ...formArguments(query), ...formArguments(form) });
}

function jsonArguments(body: Buffer): PythonDict {
  const value = parsePythonJson(unzipped(body).toString('utf8'));
  if (!isDict(value)) throw new TypeError('argument after ** must be a mapping');
  const words = (item: (typeof value)[string]): (typeof value)[string] =>
    typeof item === 'boolean' ? (item ? 'True' : 'False') : item;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, words(item)]));
}

function firstValues(given: PythonDict): PythonDict {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}

function mediaType(contentType: string | undefined): string | undefined {
  return contentType?.split(';')[0]?.trim().toLowerCase();
}
