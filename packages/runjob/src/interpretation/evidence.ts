import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { JobInfo } from '@panda-pilot/core/xml';
import { isLog } from '../sampler/relevant-files.ts';
import type { Masks } from '../secrets/masks.ts';
import { plainText, tailOf, textOf } from '../payload/payload-text.ts';
import { summarisedEvents } from './athena-summary.ts';
import { type ErrorReportFile, readErrorReportFile } from './error-report-file.ts';
import { type JobReportFile, readJobReportFile } from './job-report-file.ts';

/** What a payload has left that tells how it went: its claims, never to be trusted with more than a diagnosis. */
export interface Evidence {
  /** The ends of what it has written. */
  readonly stdout: string;
  readonly stderr: string;
  /** The ends of the logs of its transformations, the one that was written to last first. */
  readonly logs: readonly string[];
  readonly jobReport?: JobReportFile;
  readonly jobInfo?: JobInfo;
  readonly errorReport?: ErrorReportFile;
  /** Events that it has worked through. */
  readonly events?: number;
}

/** What stands further from the end has not ended the payload. */
const tailBytes = 256 * 1024;

const mostLogs = 5;

/** Bounds what a hostile line can cost the patterns that look at it. */
const longestLine = 400;

/** The server's database takes no more in one piece; a report that is larger is left to the log. */
const largestReportBytes = 10 * 1024 * 1024;

/**
 * XML takes memory three hundred times its length, and ten seconds for every four million characters: nobody waits for
 * a hostile one.
 */
const largestXmlBytes = 256 * 1024;

/**
 * Reads what a payload has left in `work`, without the secrets of its owner. What is missing, malformed, too large, or
 * not a regular file is absent.
 */
export async function collectEvidence(
  work: string,
  { masks, ...outputs }: { readonly stdout: string; readonly stderr: string; readonly masks: Masks },
): Promise<Evidence> {
  const jobReport = jobReportIn(work, masks);
  const jobInfo = await madeOfXml((xml) => xml.readJobInfo, { path: join(work, 'jobInfo.xml'), masks });
  const errorReport = made(readErrorReportFile, { path: join(work, 'payload_error_report.json'), masks });
  const stdout = boundedTail(outputs.stdout, masks);
  const events =
    jobReport?.events ??
    (await madeOfXml((xml) => xml.readEventCount, { path: join(work, 'metadata.xml'), masks })) ??
    summarisedEvents(work) ??
    countedEvents(stdout);
  return {
    stdout,
    stderr: boundedTail(outputs.stderr, masks),
    logs: logsIn(work).map((path) => boundedTail(path, masks)),
    ...(jobReport === undefined ? {} : { jobReport }),
    ...(jobInfo === undefined ? {} : { jobInfo }),
    ...(errorReport === undefined ? {} : { errorReport }),
    ...(events === undefined ? {} : { events }),
  };
}

/**
 * The text of the payload's own `jobReport.json`: the server wants it as it is, but for the secrets of its owner.
 * Undefined when there is none that is a JSON object.
 */
export function payloadReportIn(work: string, masks: Masks): string | undefined {
  return jobReportIn(work, masks)?.text;
}

function jobReportIn(work: string, masks: Masks): JobReportFile | undefined {
  return made(readJobReportFile, { path: join(work, 'jobReport.json'), masks });
}

/** A file that the payload may have left, and what is hidden in it. */
interface Left {
  readonly path: string;
  readonly masks: Masks;
}

type Xml = typeof import('@panda-pilot/core/xml');

/** Few payloads leave any XML, and its library takes a while to load. */
async function madeOfXml<T>(
  reader: (xml: Xml) => (text: string) => T | undefined,
  { masks, path }: Left,
): Promise<T | undefined> {
  const text = textOf(path, largestXmlBytes);
  if (text === undefined) return undefined;
  return madeOf(masks.hide(text), reader(await import('@panda-pilot/core/xml')));
}

function made<T>(read: (text: string) => T | undefined, { masks, path }: Left): T | undefined {
  const text = textOf(path, largestReportBytes);
  return text === undefined ? undefined : madeOf(masks.hideInJson(text), read);
}

function madeOf<T>(text: string, read: (text: string) => T | undefined): T | undefined {
  try {
    return read(text);
  } catch {
    return undefined; // malformed: the payload's affair
  }
}

/** Transformations write what their programs print to files of their own: `log.EVNTtoHITS`. */
function logsIn(work: string): readonly string[] {
  try {
    return readdirSync(work)
      .filter(isLog)
      .flatMap((name) => {
        const path = join(work, name);
        const stat = lstatSync(path, { throwIfNoEntry: false });
        return stat?.isFile() === true ? [{ path, changedMs: stat.mtimeMs }] : [];
      })
      .toSorted((a, b) => b.changedMs - a.changedMs)
      .slice(0, mostLogs)
      .map(({ path }) => path);
  } catch {
    return []; // the payload has removed its work directory, or closed it
  }
}

function boundedTail(path: string, { hide }: Masks): string {
  return hide(plainText(tailOf(path, tailBytes)))
    .split('\n')
    .map((line) => line.slice(0, longestLine))
    .join('\n');
}

/** Athena's event loop: `42 events processed so far`. */
function countedEvents(stdout: string): number | undefined {
  const last = [...stdout.matchAll(/\b(\d{1,12}) events processed so far/g)].at(-1);
  return last === undefined ? undefined : Number(last[1]);
}
