import { PilotError } from '../pilot-error.ts';
import { redact } from '../redact.ts';
import type { Problem } from './refusal.ts';

/** One thing that is wrong with a file: where (an empty path: the file as a whole), what stands there, and why. */
export interface Mistake extends Problem {
  /** As it came. */
  readonly value?: unknown;
}

const maxTold = 20;

/**
 * The error that tells all of `mistakes` with their paths and values, the first twenty in its message. Its details have one
 * entry for each path: `acopytools.pr[0]`, or `file` for the whole.
 */
export function queuedataNotOk(subject: string, mistakes: readonly Mistake[], cause?: unknown): PilotError {
  const sentences = mistakes.slice(0, maxTold).map(sentence);
  const rest = mistakes.length > maxTold ? [`and ${mistakes.length - maxTold} more`] : [];
  return new PilotError('QUEUEDATA_NOT_OK', `${subject}: ${[...sentences, ...rest].join('; ')}`, {
    cause,
    details: Object.fromEntries(mistakes.map((mistake) => [pathText(mistake.path) || 'file', complaint(mistake)])),
  });
}

function sentence(mistake: Mistake): string {
  return mistake.path.length === 0 ? complaint(mistake) : `${pathText(mistake.path)}: ${complaint(mistake)}`;
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`))
    .join('');
}

function complaint({ value, problem }: Mistake): string {
  return value === undefined ? problem : `${shown(value)} ${problem}`;
}

/** Redacted before it is cut: half a secret is not recognised. */
function shown(value: unknown): string {
  const text = redact(JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
