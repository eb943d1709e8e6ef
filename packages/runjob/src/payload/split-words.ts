import { PilotError } from '@panda-pilot/core';

/**
 * Splits a job's parameters into arguments by the quoting rules of the POSIX shell (single quotes, double quotes, backslash), and by
 * nothing else: `$`, back-quotes, `;`, `|`, `*` and `~` are ordinary characters, for no shell ever sees them.
 * Throws SETUP_FAILURE for a quotation that does not end.
 */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let at = 0;
  while (at < line.length) {
    const character = line.charAt(at);
    if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      at += 1;
      continue;
    }
    const piece = nextPiece(line, at);
    word = (word ?? '') + piece.text;
    at = piece.end;
  }
  if (word !== undefined) words.push(word);
  return words;
}

interface Piece {
  readonly text: string;
  readonly end: number;
}

function nextPiece(line: string, at: number): Piece {
  switch (line.charAt(at)) {
    case "'":
      return singleQuoted(line, at);
    case '"':
      return doubleQuoted(line, at);
    case '\\':
      return escaped(line, at);
    default:
      return plain(line, at);
  }
}

function singleQuoted(line: string, at: number): Piece {
  const end = line.indexOf("'", at + 1);
  if (end < 0) throw unended(line, at);
  return { text: line.slice(at + 1, end), end: end + 1 };
}

/** Inside double quotes a backslash escapes only `$`, a back-quote, `"`, itself and a newline, which it removes. */
function doubleQuoted(line: string, at: number): Piece {
  const body = /"((?:[^"\\]|\\[\s\S])*)"/y;
  body.lastIndex = at;
  const found = body.exec(line);
  if (found?.[1] === undefined) throw unended(line, at);
  return {
    text: found[1].replaceAll(/\\([$`"\\\n])/g, (_, kept: string) => (kept === '\n' ? '' : kept)),
    end: body.lastIndex,
  };
}

function escaped(line: string, at: number): Piece {
  const next = line.charAt(at + 1);
  if (next === '') throw unended(line, at);
  return { text: next === '\n' ? '' : next, end: at + 2 };
}

function plain(line: string, at: number): Piece {
  const run = /[^\s'"\\]+/y;
  run.lastIndex = at;
  const text = run.exec(line)?.[0] ?? '';
  return { text, end: at + text.length };
}

function unended(line: string, at: number): PilotError {
  return new PilotError('SETUP_FAILURE', `jobPars: a quotation does not end: ${line.slice(at, at + 60)}`);
}
