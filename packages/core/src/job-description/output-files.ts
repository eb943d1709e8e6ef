import type { OutputFile } from '../file-spec.ts';
import { quote } from '../quote.ts';
import { columnsOf } from './aligned-lists.ts';
import { readLfns } from './file-names.ts';
import { present, type Undecided } from './present.ts';
import type { Problems } from './problems.ts';
import type { OutputList, WireFields } from './wire-job-schema.ts';
import { faultOfPattern } from './zip-map.ts';

/** What a job stores. */
export interface StoredFiles {
  readonly outputs: readonly OutputFile[];
  readonly log?: OutputFile;
}

/** One record a file of `outFiles`, the log apart from the others. */
export function readOutputs(fields: WireFields, problems: Problems): StoredFiles {
  const names = fields.outFiles ?? [];
  const lfns = readLfns({ field: 'outFiles', names, badName: 'BAD_OUTPUT_FILE_NAME' }, problems);
  const logIndex = findLog(fields, problems);
  const files = readRecords(fields, lfns, problems);
  const outputs = files.filter((_, index) => index !== logIndex);
  const scopes = columnsOf<OutputList>(
    fields,
    { field: 'outFiles without the log', count: outputs.length },
    problems,
  )('scopeOut');
  const log = files[logIndex];
  return present<StoredFiles>({
    outputs: outputs.map((file, index) => present<OutputFile>({ ...file, scope: scopes[index] })),
    log: log && present<OutputFile>({ ...log, scope: fields.scopeLog, guid: fields.logGUID }),
  });
}

/** Where the log is in `outFiles`; -1 for a job without one. */
function findLog({ logFile, outFiles = [] }: WireFields, problems: Problems): number {
  if (logFile === undefined) return -1;
  const index = outFiles.indexOf(logFile);
  if (index < 0) {
    problems.add(
      'BAD_OUTPUT_FILE_NAME',
      'logFile',
      `${quote(logFile)} is not in outFiles: ${quote(outFiles.join(','))}`,
    );
  }
  return index;
}

/** Everything but scope and GUID, which outputs and log get from different fields. */
function readRecords(
  fields: WireFields,
  lfns: readonly string[],
  problems: Problems,
): readonly Undecided<OutputFile>[] {
  const column = columnsOf<OutputList>(fields, { field: 'outFiles', count: lfns.length }, problems);
  const optional = new Set(fields.allowNoOutput);
  const datasets = column('realDatasets');
  const destinationBlocks = column('destinationDblock');
  const destinationTokens = column('destinationDBlockToken');
  const dispatchTokens = column('dispatchDBlockTokenForOut');
  const productionTokens = column('prodDBlockTokenForOutput');
  const destinationSes = column('fileDestinationSE');
  const ddmEndpoints = column('ddmEndPointOut');
  return lfns.map((lfn, index) => ({
    lfn,
    pattern: patternIn(lfn, problems),
    dataset: datasets[index],
    destinationBlock: destinationBlocks[index],
    destinationToken: destinationTokens[index],
    dispatchTokenForOut: dispatchTokens[index],
    productionTokenForOut: productionTokens[index],
    destinationSe: destinationSes[index],
    ddmEndpoint: ddmEndpoints[index],
    optional: optional.has(lfn),
  }));
}

/** What follows `regex|`. */
function patternIn(lfn: string, problems: Problems): string | undefined {
  if (!lfn.startsWith('regex|')) return undefined;
  const pattern = lfn.slice('regex|'.length);
  const fault = faultOfPattern(pattern);
  if (fault !== undefined) problems.add('BAD_OUTPUT_FILE_NAME', 'outFiles', `${fault}: ${quote(lfn)}`);
  return pattern;
}
