import { basename } from 'node:path';
import { redact } from '@panda-pilot/core';
import type { Masks } from '../secrets/masks.ts';
import type { LogLine } from './log-line.ts';

/**
 * A line of the payload's output: it carries no time of its own, so `at` is when it was seen; `masks` hide the secrets
 * of its owner.
 */
export function payloadLine(
  text: string,
  {
    at,
    jobId,
    masks,
    path,
  }: { readonly path: string; readonly at: number; readonly jobId: number | undefined; readonly masks: Masks },
): LogLine {
  return {
    at,
    exact: false,
    source: 'payload',
    level: 'info',
    ...(jobId === undefined ? {} : { jobId }),
    text: redact(`${streamName(basename(path))}: ${masks.hide(text)}`),
  };
}

/** How a line names the file of the payload that it stands in: `out`, or `2.err` for the second of several steps. */
function streamName(file: string): string {
  return file
    .replace(/^payload_?/, '')
    .replace(/^\./, '')
    .replace('std', '');
}
