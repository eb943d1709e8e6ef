import type { Queuedata, RawQueuedata } from '../queuedata.ts';
import { queuedataNotOk } from './mistakes.ts';
import { queuedataSchema } from './queuedata-schema.ts';
import { readRawQueuedata } from './raw-queuedata.ts';
import { readFields, unknownFields } from './read-fields.ts';

/**
 * Reads a queue's configuration: JSON (one flat object, or CRIC's map keyed by queue name) or the old
 * `name=value|name=value` text. `queueName` picks the entry of a map, and names a queue whose file does not.
 * Throws PilotError QUEUEDATA_NOT_OK that lists every mistake of the file with path and value.
 */
export function parseQueuedata(text: string, options: { readonly queueName?: string } = {}): Queuedata {
  return queuedataFrom(readRawQueuedata(text, options.queueName));
}

/** The queue that `raw` describes; throws as {@link parseQueuedata} does. */
export function queuedataFrom(raw: RawQueuedata): Queuedata {
  const read = readFields(queuedataSchema, raw);
  if (read.kind === 'mistakes') throw queuedataNotOk(`queuedata of ${nameIn(raw)}`, read.mistakes);
  const { fields } = read;
  const containerOptions =
    fields.containerOptions ?? fields.catchall['singularity_options'] ?? fields.catchall['apptainer_options'];
  return {
    ...fields,
    resource: fields.resource ?? fields.name,
    ...(containerOptions === undefined ? {} : { containerOptions }),
    unknown: unknownFields(queuedataSchema, raw),
    raw,
  };
}

function nameIn(raw: RawQueuedata): string {
  const name = raw['nickname'] ?? raw['name'];
  return typeof name === 'string' ? name : 'a queue without a name';
}
