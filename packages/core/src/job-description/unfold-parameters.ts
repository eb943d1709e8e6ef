import { quote } from '../quote.ts';
import type { JsonValue, WireJob } from '../wire-job.ts';
import { decodeParameters } from './encoded-parameters.ts';
import { parseJsonObject } from './json.ts';
import type { Problems } from './problems.ts';
import { cutZipMap } from './zip-map.ts';
import { multiStepFields } from './wire-job-schema.ts';

const opening = '<MULTI_STEP_EXEC>';
const closing = '</MULTI_STEP_EXEC>';

/**
 * `wire` with plain parameters in `jobPars`, as the server means to send it: base64 decoded, the zip map cut out and put
 * beside as `zipMap`, and the fields of the multi-step markup too, if the server has left that to us.
 */
export function unfoldParameters(wire: WireJob, problems: Problems): WireJob {
  const { zipMap: _, ...given } = wire;
  const sent = given['jobPars'];
  if (typeof sent !== 'string') return given;
  const { parameters, zipMap } = cutZipMap(decodeParameters(sent), problems);
  return unfoldSteps({ ...given, ...(zipMap === undefined ? {} : { zipMap }) }, parameters, problems);
}

function unfoldSteps(wire: WireJob, parameters: string, problems: Problems): WireJob {
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
