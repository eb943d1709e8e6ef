import type { RawQueuedata } from '../queuedata.ts';
import { isAbsent, isRecord } from './field-kinds.ts';
import { queuedataNotOk } from './mistakes.ts';
import { queuedataSchema } from './queuedata-schema.ts';
import { wireNames } from './read-fields.ts';
import { readTextForm } from './text-form.ts';

/**
 * The fields of one queue: of a flat JSON object, of the entry `queueName` of a map of queues, or of `name=value|name=value`
 * text. A queue that does not name itself gets `queueName`, or its key in the map. Throws PilotError QUEUEDATA_NOT_OK when
 * the text is none of these.
 */
export function readRawQueuedata(text: string, queueName?: string): RawQueuedata {
  const content = text.replace(/^\uFEFF/, '').trim();
  if (content === '') throw notOk(queueName, 'is empty');
  if (content.startsWith('<')) throw notOk(queueName, 'is a web page, not queuedata', content);
  if (!content.startsWith('{') && !content.startsWith('[')) return named(readTextFields(content, queueName), queueName);
  const json = parseJson(content, queueName);
  if (!isRecord(json)) throw notOk(queueName, 'is not an object', json);
  if ('error' in json && !hasKnownField(json)) throw notOk(queueName, 'is an error message', json['error']);
  return isMapOfQueues(json) ? entryOf(json, queueName) : named(json, queueName);
}

function readTextFields(content: string, queueName: string | undefined): RawQueuedata {
  const { fields, mistakes } = readTextForm(content);
  if (mistakes.length > 0) throw queuedataNotOk(subjectOf(queueName), mistakes);
  return fields;
}

function parseJson(content: string, queueName: string | undefined): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw queuedataNotOk(subjectOf(queueName), [{ path: [], problem: `is not JSON: ${error.message}` }], error);
  }
}

function isMapOfQueues(json: RawQueuedata): json is Readonly<Record<string, RawQueuedata>> {
  const entries = Object.values(json);
  return entries.length > 0 && entries.every(isRecord) && !hasKnownField(json);
}

function entryOf(queues: Readonly<Record<string, RawQueuedata>>, queueName: string | undefined): RawQueuedata {
  const names = Object.keys(queues);
  const name = queueName ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined) throw notOk(queueName, `has ${names.length} queues, and none was asked for`);
  const entry = Object.hasOwn(queues, name) ? queues[name] : undefined;
  if (entry === undefined) throw notOk(queueName, `is not among the ${names.length} queues of the file`);
  return named(entry, name);
}

function named(fields: RawQueuedata, queueName: string | undefined): RawQueuedata {
  const hasName = !isAbsent(fields['nickname']) || !isAbsent(fields['name']);
  return hasName || queueName === undefined ? fields : { ...fields, nickname: queueName };
}

const knownNames = new Set(wireNames(queuedataSchema));

function hasKnownField(json: RawQueuedata): boolean {
  return Object.keys(json).some((name) => knownNames.has(name));
}

function notOk(queueName: string | undefined, problem: string, value?: unknown) {
  return queuedataNotOk(subjectOf(queueName), [{ path: [], problem, value }]);
}

function subjectOf(queueName: string | undefined): string {
  return queueName === undefined ? 'queuedata' : `queuedata of ${queueName}`;
}
