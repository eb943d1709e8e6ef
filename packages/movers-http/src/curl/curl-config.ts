import { asWritten, type HttpRequest } from '../transport.ts';

/** What a run of curl is about. */
export interface CurlRun {
  readonly request: HttpRequest;
  readonly proxyFile?: string | undefined;
  readonly caDirectory?: string | undefined;
  /** Files of that directory, which see. */
  readonly cacert?: string | undefined;
  readonly crlfile?: string | undefined;
  /** Goes along as it is. */
  readonly authorization: Readonly<Record<string, string>>;
  readonly stallMs: number;
  /** Path of the file that is sent. */
  readonly upload?: string;
  /** Path of the file that takes the body; `/dev/null` for none. */
  readonly output?: string;
}

/**
 * What curl reads as its configuration: on stdin, since everybody on the machine can read a command line. Answers a dump of the
 * headers and the body on stdout, the bytes moved on stderr. No redirect is followed, no status is a failure, and `[1-3]` in
 * a name stands for itself.
 */
export function curlConfig({ request, authorization, stallMs, ...run }: CurlRun): string {
  const { url, method, headers, text, timeoutMs } = request;
  const seconds = (ms: number): string => String(Math.max(1, Math.ceil(ms / 1_000)));
  const lines: (readonly [string, string?])[] = [
    ['silent'],
    ['show-error'],
    ['globoff'],
    ['path-as-is'],
    ['http1.1'],
    ['url', url.href],
    method === 'HEAD' ? ['head'] : ['request', method],
    ['dump-header', '-'],
    ['write-out', '%{stderr}%{size_upload} %{size_download}\n'],
    ['max-time', seconds(timeoutMs)],
    ['connect-timeout', seconds(Math.min(stallMs, timeoutMs))],
    ['speed-limit', '1'],
    ['speed-time', seconds(stallMs)],
    ...Object.entries(asWritten({ ...headers, ...authorization })).map(
      ([name, value]) => ['header', `${name}: ${value}`] as const,
    ),
  ];
  if (run.caDirectory !== undefined) lines.push(['capath', run.caDirectory]);
  if (run.cacert !== undefined) lines.push(['cacert', run.cacert]);
  if (run.crlfile !== undefined) lines.push(['crlfile', run.crlfile]);
  if (run.proxyFile !== undefined) lines.push(['cert', run.proxyFile], ['key', run.proxyFile]);
  if (text !== undefined) lines.push(['data-raw', text]);
  if (run.upload !== undefined) lines.push(['upload-file', run.upload]);
  if (run.output !== undefined) lines.push(['output', run.output]);
  return lines.map(([name, value]) => (value === undefined ? name : `${name} = ${quoted(value)}`)).join('\n');
}

/** As curl unquotes it: five escapes, everything else stands for itself. */
function quoted(value: string): string {
  const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v' };
  return `"${value.replaceAll(/["\\]/g, '\\$&').replaceAll(/[\n\r\t\v]/g, (one) => escapes[one] ?? '')}"`;
}
