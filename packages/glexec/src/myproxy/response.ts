/** An answer of the server. */
export interface MyProxyResponse {
  /** `authorization`: the server wants proof of another kind than it was given. */
  readonly verdict: 'ok' | 'error' | 'authorization';
  /** Its lines, in order, without those that are known: `[key, value]`. */
  readonly fields: readonly (readonly [string, string])[];
  /** What it says is wrong, all lines of it. */
  readonly error: string;
}

/** Reads an answer; `undefined` when it is none. Lines that are not known are kept, as the protocol demands. */
export function readResponse(text: string): MyProxyResponse | undefined {
  const lines = text.split('\n').flatMap((line) => {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(line) ?? [];
    return key === undefined || value === undefined ? [] : [[key, value] as const];
  });
  const first = (wanted: string): string | undefined => lines.find(([key]) => key === wanted)?.[1];
  const verdict = verdicts[first('RESPONSE') ?? ''];
  if (first('VERSION') !== 'MYPROXYv2' || verdict === undefined) return undefined;
  const errors = lines.filter(([key]) => key === 'ERROR').map(([, value]) => value);
  const fields = lines.filter(([key]) => !['VERSION', 'RESPONSE', 'ERROR'].includes(key));
  return { verdict, fields, error: errors.join('; ') };
}

const verdicts: Readonly<Record<string, MyProxyResponse['verdict']>> = {
  '0': 'ok',
  '1': 'error',
  '2': 'authorization',
};
