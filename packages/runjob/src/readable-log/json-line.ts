import { redact } from '@panda-pilot/core';
import { z } from 'zod';
import { parseJson } from '../state/parse-json.ts';
import { momentSchema } from './moment.ts';
import type { LogLevel, LogLine } from './log-line.ts';

const recordSchema = z.looseObject({
  level: z.number(),
  time: momentSchema,
  process: z.enum(['pilot', 'runjob']).catch('pilot'),
  jobId: z.number().optional().catch(undefined),
  tool: z.string().optional().catch(undefined),
  /** Of what a tool has said. */
  line: z.string().optional().catch(undefined),
  msg: z.string().default(''),
});

/** A line of `pilot.log` or `runjob.log`; undefined for one that is cut off or has no moment. */
export function readJsonLine(line: string): LogLine | undefined {
  const record = recordSchema.safeParse(parseJson(line)).data;
  if (record === undefined) return undefined;
  const { level, time, process, jobId, tool, line: said, msg, ...facts } = record;
  const words = Object.entries(facts).map(([name, value]) => wordOf(name, value));
  const who = tool === undefined ? '' : `${tool}: `;
  return {
    at: time,
    exact: true,
    source: tool === undefined ? process : 'tool',
    level: levelOf(level),
    ...(jobId === undefined ? {} : { jobId }),
    text: redact(`${who}${[said ?? msg, ...words].join(' ')}`.replaceAll(/[\r\n]+/g, ' ⏎ ')),
  };
}

/** pino's numbers. */
function levelOf(number: number): LogLevel {
  if (number >= 50) return 'error';
  if (number >= 40) return 'warn';
  return number >= 30 ? 'info' : 'debug';
}

function wordOf(name: string, value: unknown): string {
  if (name.endsWith('Ms') && typeof value === 'number') return `${name.slice(0, -2)}=${Math.round(value)}ms`;
  if (name === 'err') return `: ${messageOf(value)}`;
  if (typeof value === 'string') return `${name}=${/^[^\s"=]+$/.test(value) ? value : JSON.stringify(value)}`;
  return `${name}=${JSON.stringify(value)}`;
}

const errorSchema = z.object({ message: z.string() });

function messageOf(value: unknown): string {
  return errorSchema.safeParse(value).data?.message ?? JSON.stringify(value);
}
