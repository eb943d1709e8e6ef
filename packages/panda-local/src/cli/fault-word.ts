import { type Fault, faultSchema } from '../http/misbehaviour.ts';

/** The words of `panda-local misbehave`, for its help. */
export const faultWords =
  'hang, cut, cut:middle, html, garbage, database-error, http:<status>, slow:<bytes/s>, after[:<fault>]';

/** A fault from one word of the command line; undefined when it is none. */
export function parseFaultWord(word: string): Fault | undefined {
  const [kind = '', ...rest] = word.split(':');
  const detail = rest.join(':');
  return faultSchema.safeParse(spelledOut(kind, detail)).data;
}

function spelledOut(kind: string, detail: string): unknown {
  if (kind === 'after') return { kind, ...(detail !== '' && { fault: parseFaultWord(detail) ?? detail }) };
  if (kind === 'http') return { kind, status: Number(detail) };
  if (kind === 'slow') return { kind, bytesPerSecond: Number(detail) };
  if (kind === 'cut' && detail !== '') return { kind, at: detail };
  return detail === '' ? kind : undefined;
}
