import type { Queuedata } from '../queuedata.ts';
import { queuedataFrom } from './parse-queuedata.ts';
import { queuedataNotOk } from './mistakes.ts';
import { closingQuote, unquoted } from './quotes.ts';

/** Fields that a job sets in the queue's place, by wire name. */
export type QueuedataOverrides = Readonly<Record<string, string>>;

/** A job's parameters without the option, and what it said. */
export interface OverridesTaken {
  readonly parameters: string;
  readonly overrides: QueuedataOverrides;
}

const option = /(?:^|\s)--overwrite(?:queuedata|agisdata)[=\s]\s*(?=\{)/i;

/**
 * Takes `--overwriteQueuedata={k=v,k='a,b'}` (also `--overwriteAGISdata`, also `:` for `=`) out of a job's parameters. The
 * option ends at the brace that closes it: braces in quotes, and pairs of braces or brackets in a value, do not. Blanks
 * outside quotes do not count. Of several options all count, the later wins. Throws PilotError QUEUEDATA_NOT_OK when
 * the brace does not close or a pair has no name.
 */
export function takeQueuedataOverrides(jobParameters: string): OverridesTaken {
  let parameters = jobParameters;
  let overrides: QueuedataOverrides = {};
  for (let match = option.exec(parameters); match !== null; match = option.exec(parameters)) {
    const start = match.index + match[0].length;
    const { items, end } = readBraces(parameters, start);
    overrides = { ...overrides, ...Object.fromEntries(items.map(readPair)) };
    parameters = joined(parameters.slice(0, match.index), parameters.slice(end));
  }
  return { parameters, overrides };
}

/** The queue with `overrides` in place of its own fields; throws as {@link parseQueuedata} does. */
export function overrideQueuedata(queuedata: Queuedata, overrides: QueuedataOverrides): Queuedata {
  return queuedataFrom({ ...queuedata.raw, ...overrides });
}

/** What stands between commas inside the braces that open at `start`, and where they end. */
function readBraces(text: string, start: number): { readonly items: readonly string[]; readonly end: number } {
  const items: string[] = [];
  let depth = 0;
  let itemStart = start + 1;
  for (let at = start; at < text.length; at += 1) {
    at = closingQuote(text, at) ?? at;
    const character = text[at] ?? '';
    if ('{['.includes(character)) depth += 1;
    if ('}]'.includes(character)) depth -= 1;
    if (depth === 0 || (depth === 1 && character === ',')) {
      items.push(text.slice(itemStart, at));
      itemStart = at + 1;
    }
    if (depth === 0) return { items: items.filter((item) => item.trim() !== ''), end: at + 1 };
  }
  throw notOk(text.slice(start), 'has no closing brace');
}

function readPair(item: string): [string, string] {
  const match = /^\s*(?:'([^']*)'|"([^"]*)"|([\w.]+))\s*[=:](.*)$/s.exec(item);
  const [, single, double, bare, value = ''] = match ?? [];
  const name = single ?? double ?? bare ?? '';
  if (name === '') throw notOk(item, 'is not name=value');
  return [name, readValue(value.trim())];
}

function readValue(value: string): string {
  const text = unquoted(value);
  const isLiteral = text !== value || /^[{[]/.test(value);
  return isLiteral ? text : text.replaceAll(/\s/g, '');
}

function joined(before: string, after: string): string {
  return before === '' ? after.trimStart() : `${before}${after}`;
}

function notOk(value: string, problem: string) {
  return queuedataNotOk('--overwriteQueuedata', [{ path: [], value, problem }]);
}
