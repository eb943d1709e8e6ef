import {
  isDict,
  isList,
  parsePythonJson,
  plainValue,
  type PythonDict,
  type PythonValue,
} from '../../python/python-json.ts';
import { pythonRepr } from '../../python/python-repr.ts';
import { bindArguments } from '../bind.ts';
import { textIn } from '../given.ts';
import type { ClassicContext, ClassicMethod } from '../method.ts';
import { type ClassicFields, encodeClassic, urlencoded } from '../response.ts';
import { updateJob } from './update-job.ts';

/**
 * updateJobsInBulk: JSON of whether all went well, and of the answers in the form of single ones, or of what went
 * wrong. One exception loses all answers, though not the updates before it.
 */
export const updateJobsInBulk: ClassicMethod = (given, context) => {
  const answers: unknown[] = [];
  try {
    const updates = parsePythonJson(textIn(given, 'jobList') ?? '');
    if (!isList(updates)) throw new TypeError('the list of jobs is none');
    for (const item of updates) answers.push(nested(updateJob(bulkArguments(item), context), context));
    return JSON.stringify([true, answers]);
  } catch (error) {
    const name = error instanceof TypeError ? 'TypeError' : 'ValueError';
    const words = error instanceof Error ? error.message : String(error);
    return JSON.stringify([
      false,
      `updateJobsInBulk ${textIn(given, 'harvester_id') ?? 'None'} failed with ${name} ${words}`,
    ]);
  }
};

/** Here, and only here, metadata may be an object: it is stored as Python prints it. */
function bulkArguments(item: PythonValue): PythonDict {
  if (!isDict(item)) throw new TypeError('an update that is no dictionary');
  const metaData = item['metaData'];
  const given =
    metaData === undefined || typeof metaData === 'string'
      ? item
      : { ...item, metaData: pythonRepr(plainValue(metaData)) };
  bindArguments('updateJob', given);
  return given;
}

/** The answer to a single update is, for a caller that takes JSON, an object that holds the text. */
function nested(fields: ClassicFields, { asJson }: ClassicContext): unknown {
  return asJson ? { type: 'json', content: encodeClassic(fields, true).body } : urlencoded(fields);
}
