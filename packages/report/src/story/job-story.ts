import type { JobEvidence } from '../evidence/evidence.ts';
import type { BoundedLog } from '../evidence/bounded-log.ts';
import { type Fact, factsOf } from './facts.ts';
import { type FileRow, filesOf } from './file-row.ts';
import { type Cause, type Outcome, causeOf, outcomeOf } from './outcome.ts';
import { type Resources, resourcesOf } from './resources.ts';
import { type Timeline, timelineOf } from './timeline.ts';

/** What became of one job, ready to be told. */
export interface JobStory {
  readonly pandaId: number | undefined;
  readonly origin: JobEvidence['origin'];
  readonly outcome: Outcome;
  readonly facts: readonly Fact[];
  /** The last lines of the payload, which explain the end. */
  readonly lastWords: string;
  /** What else must be known, a sentence each. */
  readonly notices: readonly string[];
  readonly timeline: Timeline | undefined;
  readonly resources: Resources;
  readonly files: readonly FileRow[];
  readonly log: BoundedLog;
}

/** Puts together what the evidence of a job tells. Pure. */
export function jobStory(evidence: JobEvidence): JobStory {
  const { pandaId, origin, log, report } = evidence;
  const timeline = timelineOf(evidence);
  const files = filesOf(evidence);
  return {
    pandaId,
    origin,
    outcome: outcomeOf(evidence),
    facts: factsOf(evidence, { timeline, files }),
    lastWords: report === undefined ? lastPayloadLines(log) : withoutHead(report.logExtract),
    notices: noticesOf(evidence, report?.logError === undefined ? undefined : causeOf(report.logError)),
    timeline,
    resources: resourcesOf(evidence.samples),
    files,
    log,
  };
}

/** The extract begins with the error, which stands above it on the page. */
function withoutHead(extract: string): string {
  const start = extract.search(/^--- payload/m);
  return start === -1 ? '' : extract.slice(start).trimEnd();
}

function lastPayloadLines({ lines }: BoundedLog): string {
  const words = lines.filter(({ source }) => source === 'payload').map(({ text }) => text);
  return words.slice(-12).join('\n');
}

function noticesOf({ journal, defects, origin }: JobEvidence, logError: Cause | undefined): readonly string[] {
  const happened = new Set(journal.map(({ event }) => event));
  const starts = journal.filter(({ event }) => event === 'runjob-started').length;
  return [
    ...(logError === undefined
      ? []
      : [`The log is not in the storage (${logError.name}, ${logError.code}): ${logError.message}`]),
    ...(happened.has('report-written') && !happened.has('final-update-acknowledged')
      ? [
          'The server has not acknowledged the final update: the next pilot below the same work directory sends it again.',
        ]
      : []),
    ...(happened.has('recovery-begun') ? ['A later pilot has taken the job up after the first had died.'] : []),
    ...(starts > 1 ? [`${starts} runjobs have worked on it, one after the other.`] : []),
    ...(origin.kind === 'log tarball'
      ? ['Read from a log tarball: what happened after it was packed (its own storing, the final update) is not in it.']
      : []),
    ...defects,
  ];
}
