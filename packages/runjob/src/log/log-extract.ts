import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { redact } from '@panda-pilot/core';
import { isPartOutput } from '../payload/payload-parts.ts';
import { plainText, tailOf } from '../payload/payload-text.ts';
import type { Masks } from '../secrets/masks.ts';
import type { PilotErrorRecord } from '../state/pilot-error-schema.ts';

/** The server keeps no more of `pilotLog` from pilots of any age. */
const longestExtract = 2048;
const longestHead = 1000;
/** Redacting may make a text longer, and what is cut off before it could be half a secret. */
const longestTail = 4096;

/**
 * What explains the end of a job in at most 2,048 characters: the error and its hint, then the last lines of the
 * payload's stderr and stdout without what is secret.
 */
export function logExtract(work: string, error: PilotErrorRecord | undefined, { hide }: Masks): string {
  const words = error === undefined ? '' : `${error.name} (${error.code}): ${error.message}\n${error.hint ?? ''}`;
  const head = words === '' ? '' : `${redact(words).slice(0, longestHead).trimEnd()}\n`;
  const tails = outputsOf(work)
    .map((name) => ({ name, text: redact(hide(plainText(tailOf(join(work, name), longestTail)))).trimEnd() }))
    .filter(({ text }) => text !== '');
  const share = tails.length === 0 ? 0 : Math.floor((longestExtract - head.length) / tails.length);
  return head + tails.map(({ name, text }) => endOf(text, { head: `--- ${name}\n`, share })).join('');
}

function endOf(text: string, { head, share }: { readonly head: string; readonly share: number }): string {
  const room = share - head.length - 1;
  return room <= 0 ? '' : `${head}${lastLines(text, room)}\n`;
}

/** Whole lines, unless more than half of the room would be lost to that. */
function lastLines(text: string, room: number): string {
  const end = text.slice(-room);
  const start = text.length <= room || text.at(-room - 1) === '\n' ? 0 : end.indexOf('\n') + 1;
  return start <= room / 2 ? end.slice(start) : end;
}

/** stderr before stdout: it is likelier to hold the reason. */
function outputsOf(work: string): string[] {
  try {
    const names = readdirSync(work).filter(isPartOutput);
    return names.sort((a, b) => Number(a.endsWith('stdout')) - Number(b.endsWith('stdout')) || a.localeCompare(b));
  } catch {
    return []; // the payload has removed its work directory
  }
}
