import type { LimitSettings } from '@panda-pilot/runjob';
import { z } from 'zod';
import type { Setting } from './setting.ts';

/** A limit as a person writes it: which of runjob's it is, and how many of its units one of the person's has. */
interface WrittenLimit {
  readonly limit: keyof LimitSettings;
  readonly unit: string;
  readonly factor: number;
  readonly mayBeZero: boolean;
}

const seconds = { unit: 's', factor: 1000, mayBeZero: false } as const;
const megabytes = { unit: 'MB', factor: 1024 ** 2, mayBeZero: true } as const;
const times = { unit: '', factor: 1, mayBeZero: true } as const;

const writtenLimits: Readonly<Record<string, WrittenLimit>> = {
  looping: { limit: 'loopingProductionMs', ...seconds },
  'looping-analysis': { limit: 'loopingAnalysisMs', ...seconds },
  workdir: { limit: 'workDirBytes', ...megabytes },
  'workdir-margin': { limit: 'workDirMargin', ...times },
  stdout: { limit: 'stdoutBytes', ...megabytes },
  output: { limit: 'outputFileBytes', ...megabytes },
  'free-disk': { limit: 'freeDiskBytes', ...megabytes },
  memory: { limit: 'memoryBytes', ...megabytes },
  'memory-factor': { limit: 'memoryFactor', ...times, mayBeZero: false },
  'cpu-factor': { limit: 'cpuFactor', ...times },
  'process-period': { limit: 'processPeriodMs', ...seconds },
  'directory-period': { limit: 'directoryPeriodMs', ...seconds },
  'file-period': { limit: 'filePeriodMs', ...seconds },
  'stack-traces': { limit: 'stackTraceMs', ...seconds, mayBeZero: true },
};

const known = Object.entries(writtenLimits)
  .map(([name, { unit }]) => (unit === '' ? name : `${name} (${unit})`))
  .join(', ');

/** `looping=7200,stdout=2048`, or the same as an object. */
const limitsSchema = z
  .union([z.string().transform(pairsOf), z.record(z.string(), z.unknown())])
  .transform((pairs, context): Partial<LimitSettings> => {
    const limits: [keyof LimitSettings, number][] = [];
    for (const [name, text] of Object.entries(pairs)) {
      const written = writtenLimits[name];
      const value = typeof text === 'string' && text.trim() === '' ? Number.NaN : Number(text);
      if (written === undefined) context.addIssue(`"${name}" is no limit; there are ${known}`);
      else if (!Number.isFinite(value) || value < 0) context.addIssue(`${name}: "${String(text)}" is no number`);
      else if (value === 0 && !written.mayBeZero) context.addIssue(`${name}: may not be 0`);
      else limits.push([written.limit, value * written.factor]);
    }
    return Object.fromEntries(limits);
  });

function pairsOf(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .split(',')
      .filter((pair) => pair.trim() !== '')
      .map((pair) => {
        const [name = '', ...rest] = pair.split('=');
        return [name.trim(), rest.join('=')];
      }),
  );
}

/** What payloads may use before they are ended. */
export const limitSettings = {
  limits: {
    flag: '--limits <name=value,...>',
    group: 'payload',
    env: 'PANDA_PILOT_LIMITS',
    help: `what payloads may use, instead of the defaults and of what the queue says: ${known}`,
    schema: limitsSchema.default({}),
  },
} as const satisfies Record<string, Setting<unknown>>;
