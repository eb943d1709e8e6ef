import { parseJson } from '../state/parse-json.ts';

/** What is shorter stands in every log by chance, and so does a shorter number. */
const shortestText = 6;
const shortestNumber = 8;
/** Of the lines of a file that is kept as base64. */
const shortestLine = 8;
/** Of a longer line only pieces are looked for, */
const longestLine = 64 * 1024;
/** and of one that is longer than this pieces too: what is told may be cut off anywhere. */
const longestPiece = 512;
/** Looking for more would take longer than packing the log. */
const mostPieces = 2000;

/** By what the secrets of a job's owner are known wherever they turn up. */
export interface SecretValues {
  /** Bytes, longest first. */
  readonly pieces: readonly Buffer[];
  /** Whether there are more than are looked for. */
  readonly more: boolean;
}

/**
 * What of the JSON text `secrets` is secret: its values, however deep, not their names; all of it when it is no JSON.
 * Pure. Of each value every line counts, as it is and as JSON writes it, and what a value holds that is JSON or base64
 * itself: so PanDA's users keep dictionaries and files.
 */
export function secretValues(secrets: string): SecretValues {
  const found = new Map<string, Buffer>();
  for (const value of leavesOf(secrets)) {
    for (const piece of piecesOf(value)) {
      found.set(piece.toString('latin1'), piece);
      if (found.size === mostPieces) return { pieces: longestFirst(found.values()), more: true };
    }
  }
  return { pieces: longestFirst(found.values()), more: false };
}

function longestFirst(pieces: Iterable<Buffer>): readonly Buffer[] {
  return [...pieces].toSorted((a, b) => b.length - a.length);
}

/** Texts and numbers of a JSON text, and of JSON texts in it. Without recursion: it may be nested deeper than any stack. */
function* leavesOf(text: string): Generator<string> {
  const pending: unknown[] = [parseJson(text) ?? text];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next === 'number') yield String(next);
    if (typeof next === 'string') {
      yield next;
      if (/^\s*[[{]/.test(next)) pending.push(parseJson(next));
    }
    if (typeof next === 'object' && next !== null) for (const value of Object.values(next)) pending.push(value);
  }
}

function* piecesOf(value: string): Generator<Buffer> {
  for (const line of value.split(/[\r\n]+/).map((one) => one.trim())) {
    if (line.length < (/^[\d.]+$/.test(line) ? shortestNumber : shortestText)) continue;
    for (const written of new Set([line, ...asJson(line)])) yield* cut(Buffer.from(written));
  }
  if (!isBase64(value)) return;
  const decoded = Buffer.from(value, 'base64');
  for (let from = 0; from < decoded.length;) {
    const end = decoded.indexOf('\n', from);
    const line = decoded.subarray(from, end === -1 ? decoded.length : end);
    if (line.length >= shortestLine) yield* cut(line);
    from += line.length + 1;
  }
}

/** As JSON writes it, and as Python's does, which has ASCII only. */
function asJson(text: string): readonly [string, string] {
  const written = JSON.stringify(text).slice(1, -1);
  const code = (unit: string): string => String.raw`\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return [written, written.replaceAll(/[^ -~]/g, code)];
}

function isBase64(value: string): boolean {
  return value.length >= 16 && /^[\w+/\r\n-]+={0,2}\s*$/.test(value);
}

/** Into pieces of like length: a remainder of a few bytes would be found everywhere. */
function* cut(line: Buffer): Generator<Buffer> {
  if (line.length <= longestLine) yield line;
  if (line.length <= longestPiece) return;
  const length = Math.ceil(line.length / Math.ceil(line.length / longestPiece));
  for (let from = 0; from < line.length; from += length) yield line.subarray(from, from + length);
}
