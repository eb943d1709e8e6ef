import { PilotError } from '@panda-pilot/core';

/** A job as the server, or Harvester in its place, has written it: `parseJob` reads it. */
export type WireJobText = Readonly<Record<string, unknown>>;

/**
 * The jobs of a `pandaJobData.out`, in its order: form-encoded (one job, as the server answered it), or a JSON object,
 * which is one job or a map of jobs by PandaID. Whether a job makes sense is not looked at. Throws
 * FILE_HANDLING_FAILURE, in one sentence that begins with `name`, for anything else. Pure.
 */
export function parseJobDefinitions(text: string, name: string): WireJobText[] {
  const content = text.trim();
  if (content === '') throw refused(name, 'is empty');
  if (content.includes('\0')) throw refused(name, 'is no text');
  if (content.startsWith('<')) throw refused(name, 'is a web page, no job');
  return /^[{[]/.test(content) ? jobsInJson(content, name) : [jobInForm(content, name)];
}

function jobsInJson(content: string, name: string): WireJobText[] {
  const json = parseJson(content, name);
  if (!isRecord(json)) throw refused(name, 'is not a map of jobs');
  if ('PandaID' in json || 'jobDefinitionID' in json) return [json];
  const entries = Object.entries(json);
  if (entries.length === 0) throw refused(name, 'has no job');
  return entries.map(([id, job]) => {
    if (!/^\d{1,15}$/.test(id)) throw refused(name, `has ${JSON.stringify(id.slice(0, 40))} in the place of a PandaID`);
    if (!isRecord(job)) throw refused(name, `has no job under ${id}`);
    if ('PandaID' in job && String(job['PandaID']) !== id)
      throw refused(name, `has another job than ${id} under ${id}`);
    return { PandaID: Number(id), ...job };
  });
}

function parseJson(content: string, name: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    throw refused(name, 'is not JSON', error);
  }
}

/** Blanks are kept; of a key that comes twice the last counts. */
function jobInForm(content: string, name: string): WireJobText {
  const job = Object.fromEntries(new URLSearchParams(content));
  const statusCode = job['StatusCode'] ?? '0';
  if (statusCode !== '0') throw refused(name, `has no job: StatusCode ${statusCode.slice(0, 20)}`);
  if (job['PandaID'] === undefined) throw refused(name, 'has no PandaID');
  return job;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refused(name: string, problem: string, cause?: unknown): PilotError {
  return new PilotError('FILE_HANDLING_FAILURE', `${name} ${problem}`, {
    ...(cause === undefined ? {} : { cause }),
    hint: 'For whoever submits: Harvester, or a person, has to put a job there as the server would answer it.',
  });
}
