import { formatChecksum, PilotErrors, redact } from '@panda-pilot/core';
import type { FailedTransfer, StageInOutcome, StageOutOutcome } from '@panda-pilot/movers-core';
import type { HandTransfer } from '../answers/answer.ts';
import { printJson } from '../answers/print-json.ts';
import { exitCodes } from '../exit-codes.ts';
import { renderTable } from '../render-table.ts';
import { type Streams, writeLine } from '../streams.ts';

type Outcome = StageInOutcome | StageOutOutcome;

/** Says what became of each file: a table, or JSON, and of failures every try and what to do. The exit code: 0 when all are there. */
export function tellTransfers(
  outcomes: readonly Outcome[],
  { json, direction }: { readonly json: boolean; readonly direction: 'stage-in' | 'stage-out' },
  streams: Streams,
): number {
  const failures = outcomes.filter((outcome): outcome is FailedTransfer => outcome.kind === 'failed');
  if (json) {
    printJson(streams, { type: direction, failed: failures.length, files: outcomes.map(asJson) });
  } else {
    const header = ['file', 'bytes', 'checksum', 'seconds', 'MB/s', 'tool', 'result'];
    streams.stdout.write(renderTable([header, ...outcomes.map(row)], streams.stdout.columns));
    for (const line of failures.flatMap(describeFailure)) writeLine(streams.stderr, line);
  }
  return failures.length === 0 ? exitCodes.done : exitCodes.jobFailed;
}

/** Powers of ten, as storages count; undefined for what took no time, or was not copied. */
function megabytesPerSecond(outcome: Outcome): number | undefined {
  const isCopy = (outcome.kind === 'staged' || outcome.kind === 'stored') && outcome.mode === 'copied';
  if (!isCopy || outcome.durationMs <= 0) return undefined;
  return outcome.sizeBytes / 1000 / outcome.durationMs;
}

function asJson(outcome: Outcome): HandTransfer {
  const { kind, lfn, durationMs, failedAttempts } = outcome;
  const rate = megabytesPerSecond(outcome);
  return {
    file: lfn,
    result: kind,
    seconds: round(durationMs / 1000),
    ...(rate === undefined ? {} : { megabytesPerSecond: round(rate) }),
    ...factsOf(outcome),
    failedAttempts,
  };
}

function factsOf(outcome: Outcome): Partial<HandTransfer> {
  switch (outcome.kind) {
    case 'failed':
      return { error: outcome.error.toJSON() };
    case 'remote':
      return { copytool: outcome.copytool, url: outcome.url };
    case 'staged': {
      const { mode, sizeBytes: bytes, checksum, verification, copytool, url, path } = outcome;
      return {
        mode,
        bytes,
        ...(checksum && { checksum: formatChecksum(checksum) }),
        verification,
        copytool,
        url,
        path,
      };
    }
    case 'stored': {
      const { mode, sizeBytes: bytes, checksum, verification, copytool, surl: url } = outcome;
      return { mode, bytes, checksum: formatChecksum(checksum), verification, copytool, url };
    }
  }
}

function row(outcome: Outcome): readonly string[] {
  const { kind, lfn, durationMs, failedAttempts } = outcome;
  const isHere = kind === 'staged' || kind === 'stored';
  const rate = megabytesPerSecond(outcome);
  const tries = failedAttempts.length;
  const before = kind === 'failed' || tries === 0 ? '' : `, after ${tries} that failed`;
  return [
    redact(lfn),
    isHere ? String(outcome.sizeBytes) : '-',
    isHere && outcome.checksum !== undefined ? formatChecksum(outcome.checksum) : '-',
    (durationMs / 1000).toFixed(2),
    rate === undefined ? '-' : rate.toFixed(rate < 1 ? 2 : 1),
    (kind === 'failed' ? failedAttempts.at(-1)?.copytool : outcome.copytool) ?? '-',
    `${resultOf(outcome)}${before}`,
  ];
}

function resultOf(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'failed':
      return `${outcome.error.errorName} (${outcome.error.code})`;
    case 'remote':
      return `to be opened at ${redact(outcome.url)}`;
    case 'staged':
    case 'stored':
      return `${modes[outcome.mode]}, ${compared[outcome.verification]}`;
  }
}

const modes = { copied: 'copied', linked: 'linked', present: 'was there' } as const;

const compared = {
  checksum: 'checksums agree',
  size: 'sizes agree',
  tool: 'compared by the tool',
} as const;

function describeFailure({ lfn, error, failedAttempts }: FailedTransfer): readonly string[] {
  const tries = failedAttempts.map(({ copytool, url, kind, message }) => `  ${copytool} ${url}: ${kind}: ${message}`);
  const said = `panda-pilot: ${redact(lfn)}: ${error.message} (${error.code})`;
  return [said, ...(tries.length > 1 ? ['tried:', ...tries] : []), `hint: ${hintFor(error)}`];
}

/** Two rows of the table send whoever reads them to a log, and to these very commands. An error that knows more says so itself. */
function hintFor({ errorName, hint }: FailedTransfer['error']): string {
  const isGeneral = errorName === 'STAGE_IN_FAILED' || errorName === 'STAGE_OUT_FAILED';
  const knowsMore = hint !== PilotErrors[errorName].hint;
  return isGeneral && !knowsMore ? '--verbose shows all that the engine does and the copytool says.' : hint;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
