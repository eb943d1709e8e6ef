import type { Queuedata } from '../queuedata.ts';
import { queuedataFrom } from './parse-queuedata.ts';

/** A queue with environment variables filled in, and what could not be. */
export interface ExpandedQueuedata {
  readonly queuedata: Queuedata;
  /** One sentence for each unset variable: it stays as it is written. */
  readonly warnings: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

const expandedFields = [
  'appdir',
  'copysetup',
  'copysetupin',
  'recoverdir',
  'wntmpdir',
  'sepath',
  'seprodpath',
  'lfcpath',
  'lfcprodpath',
];

/**
 * Fills environment variables in appdir, copysetup, copysetupin, recoverdir, wntmpdir, sepath, seprodpath, lfcpath and
 * lfcprodpath: in each part between carets that starts with `$`, up to its `|`. What a variable holds is not expanded
 * again. Throws PilotError QUEUEDATA_NOT_OK when a field can no longer be read afterwards.
 */
export function expandQueuedata(queuedata: Queuedata, env: Environment): ExpandedQueuedata {
  const warnings: string[] = [];
  const expanded = expandedFields.flatMap((name): [string, string][] => {
    const value = queuedata.raw[name];
    if (typeof value !== 'string' || !value.includes('$')) return [];
    const unset = (variable: string) => warnings.push(`${name}: environment variable ${variable} is not set`);
    return [[name, expandParts(value, env, unset)]];
  });
  if (expanded.length === 0) return { queuedata, warnings };
  return { queuedata: queuedataFrom({ ...queuedata.raw, ...Object.fromEntries(expanded) }), warnings };
}

function expandParts(value: string, env: Environment, unset: (variable: string) => void): string {
  return value
    .split('^')
    .map((part) => {
      if (!part.trimStart().startsWith('$')) return part;
      const [path = '', ...others] = part.split('|');
      return [expandVariables(path, env, unset), ...others].join('|');
    })
    .join('^');
}

function expandVariables(path: string, env: Environment, unset: (variable: string) => void): string {
  return path.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (written, braced?: string, bare?: string) => {
    const variable = braced ?? bare ?? '';
    const value = Object.hasOwn(env, variable) ? env[variable] : undefined;
    if (value === undefined) unset(variable);
    return value ?? written;
  });
}
