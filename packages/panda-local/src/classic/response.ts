import { type HttpAnswer, text } from '../http/answer.ts';
import { pythonRepr } from '../python/python-repr.ts';

/** What a method answers: fields, the first of which is a StatusCode, or a bare text. */
export type ClassicAnswer = ClassicFields | string;

/** Fields in the order in which they are written. */
export interface ClassicFields {
  readonly StatusCode: number;
  readonly [name: string]: unknown;
}

/** The numbers that a StatusCode may have. */
export const statusCodes = {
  success: 0,
  noJobs: 20,
  failed: 30,
  invalidKey: 50,
  role: 60,
  permission: 70,
  missingKey: 80,
  noProxy: 90,
} as const;

/** What a caller without the role is told. */
export const noRole = 'no production/pilot role in VOMS FQANs or non pilot owner';

/** A refusal, with its sentence for those who take JSON. */
export function withDialog(StatusCode: number, errorDialog: string, asJson: boolean): ClassicFields {
  return asJson ? { StatusCode, errorDialog } : { StatusCode };
}

/** The answer on the wire: a bare text as it is, fields as JSON or urlencoded. */
export function encodeClassic(answer: ClassicAnswer, asJson: boolean): HttpAnswer {
  if (typeof answer === 'string') return text(200, answer);
  if (asJson) return { status: 200, contentType: 'application/json', body: JSON.stringify(answer) };
  return text(200, urlencoded(answer));
}

/** Python's `urlencode`: everything as Python prints it. */
export function urlencoded(fields: ClassicFields): string {
  return Object.entries(fields)
    .map(([name, value]) => `${quoted(name)}=${quoted(typeof value === 'string' ? value : pythonRepr(value))}`)
    .join('&');
}

function quoted(value: string): string {
  const escaped = encodeURIComponent(value).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return escaped.replaceAll('%20', '+');
}
