import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { redact } from '@panda-pilot/core';
import { isPartOutput } from '../payload/payload-parts.ts';
import { tailOf } from '../payload/payload-text.ts';
import type { PilotErrorRecord } from '../state/pilot-error-schema.ts';

/** The server keeps no more of `pilotLog` from pilots of any age. */
const longestExtract = 2048;

/** What explains the end of a job in at most 2,048 characters: the error and its hint, then the last lines of the payload's stderr and stdout. */
export function logExtract(work: string, error: PilotErrorRecord | undefined): string {
  const head = error === undefined ? '' : `${error.name} (${error.code}): ${error.message}\n${error.hint ?? ''}\n`;
  const room = longestExtract - Math.min(head.length, 1000);
  const tails = outputsOf(work)
    .map((name) => ({ name, text: tailOf(join(work, name), 4096).trimEnd() }))
    .filter(({ text }) => text !== '');
  const share = tails.length === 0 ? 0 : Math.floor(room / tails.length);
  const parts = tails.map(({ name, text }) => `--- ${name}\n${text.slice(-Math.max(0, share - name.length - 6))}\n`);
  return redact((head.slice(0, 1000) + parts.join('')).slice(0, longestExtract));
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
