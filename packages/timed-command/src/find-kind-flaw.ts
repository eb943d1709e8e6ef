import { constants } from 'node:os';
import { Readable } from 'node:stream';
import type { CommandOptions } from './command.ts';

/** What is of the wrong kind in a command; the type checker says the same to those who ask it. */
export interface KindFlaw {
  readonly which: 'file' | 'cwd' | 'arguments';
  readonly message: string;
}

/**
 * What the types of a command forbid, found at run time: whoever calls without them gets an answer like any other,
 * before anything is started.
 */
export function findKindFlaw(file: unknown, args: unknown, options: CommandOptions): KindFlaw | undefined {
  if (!isText(file)) return { which: 'file', message: 'the name of the program is not text' };
  if (options.cwd !== undefined && !isText(options.cwd))
    return { which: 'cwd', message: 'the working directory is not text' };
  // Spread, for `every` passes over holes.
  if (!Array.isArray(args) || ![...(args as readonly unknown[])].every(isText))
    return { which: 'arguments', message: 'the arguments are not a list of texts' };
  if (!isRecord(options.env)) return { which: 'arguments', message: 'env is not a record of variables' };
  for (const [name, isRight, kind] of kinds) {
    const value = options[name];
    if (value !== undefined && !isRight(value)) return { which: 'arguments', message: `${name} is not ${kind}` };
  }
  return undefined;
}

type Kind = readonly [name: keyof CommandOptions, isRight: (value: unknown) => boolean, kind: string];

const kinds: readonly Kind[] = [
  ['killSignal', (value) => isText(value) && Object.hasOwn(constants.signals, value), 'the name of a signal'],
  ['signal', isSignal, 'an AbortSignal'],
  ['stdin', isInput, 'text, bytes or a stream'],
  ['stdout', isTarget, 'collect, ignore, inherit or a file'],
  ['stderr', (value) => value === 'merge' || isTarget(value), 'collect, ignore, inherit, merge or a file'],
  ['spillDirectory', isText, 'text'],
  ['onOutput', isFunction, 'a function'],
  ['onSignal', isFunction, 'a function'],
  ['signalGroup', isFunction, 'a function'],
  oneOf('channel', true, false),
  oneOf('foreground', true, false),
  oneOf('encoding', 'text', 'buffer'),
  oneOf('leftovers', 'kill', 'wait', 'leave'),
  oneOf('isolate', 'tree', 'pid'),
  oneOf('whenWeDie', 'kill', 'leave'),
  oneOf('usage', 'sampled', 'counted'),
];

function oneOf(name: keyof CommandOptions, ...words: readonly unknown[]): Kind {
  return [name, (value) => words.includes(value), words.join(' or ')];
}

/** What an environment is. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

/** Whatever made it: there are other implementations than Node's. */
function isSignal(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('aborted' in value)) return false;
  return ['addEventListener', 'removeEventListener'].every((name) => isFunction(Reflect.get(value, name)));
}

function isInput(value: unknown): boolean {
  return isText(value) || value instanceof Uint8Array || value instanceof Readable;
}

function isTarget(value: unknown): boolean {
  if (typeof value !== 'object' || value === null)
    return ['collect', 'ignore', 'inherit'].some((word) => word === value);
  return 'file' in value && isText(value.file) && !value.file.includes('\0');
}
