import { PilotError, type PilotErrorDetails, type PilotErrorName, redact } from '@panda-pilot/core';
import type { PayloadEnding } from '../state/journal.ts';
import { notRunnableHint } from '../payload/payload-command.ts';
import type { PayloadPart } from '../payload/payload-parts.ts';
import type { Evidence } from './evidence.ts';
import { recognise } from './known-words.ts';
import { joinLines, relevantLines } from './relevant-lines.ts';

/** What the end of a payload means. */
export interface Interpretation {
  /** Why the job has failed; undefined when the payload went well. */
  readonly failure?: PilotError;
  /** The payload's own number and words for its failure. */
  readonly exeError?: { readonly code: number; readonly diagnosis: string };
  /** What the transformation says that it ended with, where its process says otherwise. */
  readonly reportedExitCode?: number;
  readonly events?: number;
}

/** As servers of any age keep the words of the payload (`exeErrorDiag`). */
const longestDiagnosis = 250;
/** The server keeps 500 characters of the whole (`pilotErrorDiag`). */
const longestWords = 400;

/**
 * What the end of a payload means. Pure. The first cause wins: that it never ran, that somebody ended it, that its
 * memory was gone, that it crashed, what its output names, what its reports say, and only then its exit code. The exit
 * code is never reduced: 255 is a failure like any other. A payload that ended with 0 has failed only if one of its own
 * reports says so.
 */
export function interpretPayload(
  ending: PayloadEnding,
  evidence: Evidence,
  known: Omit<Known, 'exeError'> = {},
): Interpretation {
  const exeError = exeErrorOf(evidence);
  const reported = evidence.jobReport?.exitCode;
  const failure = failureOf(ending, evidence, { ...known, exeError });
  return {
    ...(failure === undefined ? {} : { failure }),
    ...(failure === undefined || exeError === undefined ? {} : { exeError }),
    ...(reported === undefined || reported === 0 ? {} : { reportedExitCode: reported }),
    ...(evidence.events === undefined ? {} : { events: evidence.events }),
  };
}

interface Known {
  readonly coreDump?: string | undefined;
  /** The transformation is PanDA's own wrapper of users' programs, whose exit codes have meanings. */
  readonly runGen?: boolean;
  /** A step of the payload when absent. */
  readonly kind?: PayloadPart['kind'];
  readonly exeError: Interpretation['exeError'];
}

function failureOf(ending: PayloadEnding, evidence: Evidence, known: Known): PilotError | undefined {
  switch (ending.kind) {
    case 'timed-out':
      return new PilotError(
        'REACHED_MAX_TIME',
        sentence("the payload ran into the job's wall-time limit", wordsOf(evidence)),
      );
    case 'cancelled':
      return new PilotError('KILL_SIGNAL', sentence('the payload was stopped', wordsOf(evidence)));
    case 'not-started':
      if (ending.code === 'ENOENT' && ending.which === 'file') {
        return new PilotError('TRANSFORM_NOT_FOUND', ending.message);
      }
      return new PilotError('PAYLOAD_EXECUTION_FAILURE', ending.message, { hint: notRunnableHint });
    case 'exited':
      return ending.exitCode === 0 ? claimedFailure(evidence, known) : ownFailure(ending, evidence, known);
    case 'signaled':
      return ownFailure(ending, evidence, known);
  }
}

/**
 * A failure that only the payload's reports tell of. A `jobInfo.xml` is written for failures that were overcome, too:
 * it does not count.
 */
function claimedFailure({ errorReport, jobReport }: Evidence, { exeError }: Known): PilotError | undefined {
  const claimed = errorReport !== undefined || (jobReport?.exitCode ?? 0) !== 0;
  if (!claimed || exeError === undefined) return undefined;
  return new PilotError(
    'PAYLOAD_EXECUTION_FAILURE',
    sentence(`exit code 0, but error ${exeError.code} reported`, exeError.diagnosis),
  );
}

function ownFailure(
  ending: Extract<PayloadEnding, { readonly kind: 'exited' | 'signaled' }>,
  evidence: Evidence,
  { coreDump, kind = 'step', runGen, exeError }: Known,
): PilotError {
  const how = ending.kind === 'exited' ? `exit code ${ending.exitCode}` : `killed by ${ending.signal}`;
  const details: PilotErrorDetails =
    ending.kind === 'exited' ? { exitCode: ending.exitCode } : { signal: ending.signal };
  const words = exeError?.diagnosis ?? wordsOf(evidence);
  const recognised = recognise(evidence);
  if (recognised?.error === 'PAYLOAD_OUT_OF_MEMORY') {
    return new PilotError(recognised.error, sentence(how, recognised.line), { details });
  }
  if (/bad_alloc/.test(evidence.jobReport?.worstMessage ?? '')) {
    return new PilotError('BAD_ALLOC', sentence(how, words), { details });
  }
  if (ending.kind === 'signaled' && ending.signal === 'SIGSEGV') {
    return new PilotError('PAYLOAD_SIGSEGV', sentence(how, words), { details });
  }
  if (coreDump !== undefined) {
    const where = { ...details, file: coreDump };
    return new PilotError('CORE_DUMP', sentence(`${coreDump}: ${how}`, words), { details: where });
  }
  if (recognised !== undefined) {
    return new PilotError(recognised.error, sentence(how, recognised.line), { details });
  }
  const meaning = ending.kind === 'exited' && runGen === true ? runGenErrors.get(ending.exitCode) : undefined;
  return new PilotError(meaning ?? failureOfPart[kind], sentence(how, words), { details });
}

/** Exit codes of runGen and runAthena, the scripts that fetch and run a user's program. */
const runGenErrors: ReadonlyMap<number, PilotErrorName> = new Map([
  [20, 'RUNGEN_FAILURE'],
  [146, 'NO_USER_TARBALL'],
]);

/** What a part's failure is called that nothing explains better. */
const failureOfPart: Readonly<Record<PayloadPart['kind'], PilotErrorName>> = {
  preprocess: 'PREPROCESS_FAILURE',
  step: 'PAYLOAD_EXECUTION_FAILURE',
  postprocess: 'POSTPROCESS_FAILURE',
  coprocess: 'PAYLOAD_EXECUTION_FAILURE',
};

function exeErrorOf({ errorReport, jobInfo, jobReport }: Evidence): Interpretation['exeError'] {
  if (errorReport !== undefined) return { code: errorReport.code, diagnosis: bounded(errorReport.diagnosis) };
  const code = jobReport?.exitCode ?? 0;
  if (jobReport !== undefined && code !== 0) {
    const { exitAcronym, exitMessage, worstMessage } = jobReport;
    return { code, diagnosis: bounded(exitMessage ?? worstMessage ?? exitAcronym ?? '') };
  }
  if (jobInfo === undefined) return undefined;
  return { code: jobInfo.code ?? 0, diagnosis: bounded([jobInfo.acronym, ...jobInfo.messages].join(' | ')) };
}

function bounded(text: string): string {
  return redact(text.replaceAll(/\s+/g, ' ').trim()).slice(0, longestDiagnosis);
}

function wordsOf({ stdout, stderr, logs }: Evidence): string {
  // Before anything is cut: half a secret is not known for one.
  return joinLines(relevantLines(stderr, stdout, ...logs).map(redact), longestWords);
}

/** How the payload ended, then what it said of it. */
function sentence(how: string, words: string): string {
  const tail = redact(words).slice(0, longestWords);
  return tail === '' ? how : `${how}: ${tail}`;
}
