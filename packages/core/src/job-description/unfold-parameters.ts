import { quote } from '../quote.ts';
import type { JsonValue, WireJob } from '../wire-job.ts';
import { decodeParameters } from './encoded-parameters.ts';
import { parseJsonObject } from './json.ts';
import type { Problems } from './problems.ts';
import { multiStepFields } from './wire-job-schema.ts';

const opening = '<MULTI_STEP_EXEC>';
const closing = '</MULTI_STEP_EXEC>';

/**
 * `wire` with plain parameters in `jobPars`, as the server means to send it: base64 decoded, and the fields of the
 * multi-step markup cut out and put beside, if the server has left that to us.
 */
export function unfoldParameters(wire: WireJob, problems: Problems): WireJob {
  const sent = wire['jobPars'];
  if (typeof sent !== 'string') return wire;
  const parameters = decodeParameters(sent);
  const start = parameters.indexOf(opening);
  if (start < 0) return { ...wire, jobPars: parameters };
  const end = parameters.indexOf(closing, start);
  const markup = end < 0 ? undefined : parseJsonObject(parameters.slice(start + opening.length, end));
  if (markup === undefined) {
    problems.add('CONVERSION_FAILURE', 'jobPars', `no JSON object in ${opening}: ${quote(parameters.slice(start))}`);
    return wire;
  }
  const around = parameters.slice(0, start) + parameters.slice(end + closing.length);
  return { ...wire, ...multiStepOf(markup), jobPars: around };
}

/** Only these: markup that a user writes must not reach the job's identity. */
function multiStepOf(markup: Readonly<Record<string, JsonValue>>): Record<string, JsonValue> {
  return Object.fromEntries(Object.entries(markup).filter(([field]) => field in multiStepFields));
}
