import { type HttpAnswer, maxTextBytes } from '../transport.ts';

/** The final answer in what curl dumps: headers of every answer, provisional ones first, then the body. Undefined: none. */
export function answerIn(stdout: string): HttpAnswer | undefined {
  let rest = stdout;
  for (;;) {
    const [head, statusText] = /^HTTP\/\d(?:\.\d)? (\d{3})[^\n]*\n(?:[^\r\n][^\n]*\n)*\r?\n/.exec(rest) ?? [];
    if (head === undefined) return undefined;
    rest = rest.slice(head.length);
    const status = Number(statusText);
    // After 1xx, and after what a proxy says of its tunnel, comes another.
    const again = status < 200 || /^HTTP\/\d(?:\.\d)? \d{3}/.test(rest);
    if (!again) return { status, headers: headersIn(head), text: rest.slice(0, maxTextBytes) };
  }
}

/** Bytes that were sent and received, from the last line of stderr. */
export function bytesIn(stderr: string): { readonly sent: number; readonly received: number } {
  const [, sent = '', received = ''] = /(?:^|\n)(\d+) (\d+)\s*$/.exec(stderr) ?? [];
  return { sent: Number(sent), received: Number(received) };
}

function headersIn(head: string): Readonly<Record<string, string>> {
  const fields = head.split('\n').flatMap((line) => {
    const [, name = '', value = ''] = /^([!-9;-~]+):\s*(.*?)\s*$/.exec(line) ?? [];
    return name === '' ? [] : [[name.toLowerCase(), value] as const];
  });
  return Object.fromEntries(fields);
}
