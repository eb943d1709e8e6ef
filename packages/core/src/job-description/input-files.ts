import { type Checksum, readChecksum } from '../checksum.ts';
import type { InputFile } from '../file-spec.ts';
import { quote } from '../quote.ts';
import { columnsOf } from './aligned-lists.ts';
import { readLfns } from './file-names.ts';
import { present } from './present.ts';
import type { Problems } from './problems.ts';
import type { InputList, WireFields } from './wire-job-schema.ts';

/** One record a file of `inFiles`. */
export function readInputs(fields: WireFields, problems: Problems): readonly InputFile[] {
  const names = fields.inFiles ?? [];
  const lfns = readLfns({ field: 'inFiles', names, badName: 'CONVERSION_FAILURE' }, problems);
  const column = columnsOf<InputList>(fields, { field: 'inFiles', count: lfns.length }, problems);
  const scopes = column('scopeIn');
  const guids = column('GUID');
  const sizes = column('fsize').map((size, index) => readSize(size, lfns[index], problems));
  const checksums = column('checksum').map((checksum, index) => readSum(checksum, lfns[index], problems));
  const ddmEndpoints = column('ddmEndPointIn');
  const dispatchBlocks = column('dispatchDblock');
  const dispatchTokens = column('dispatchDBlockToken');
  const productionBlocks = column('prodDBlocks');
  const productionTokens = column('prodDBlockToken');
  const datasets = column('realDatasetsIn');
  return lfns.map((lfn, index) =>
    present<InputFile>({
      lfn,
      scope: scopes[index],
      guid: guids[index],
      sizeBytes: sizes[index],
      checksum: checksums[index],
      dataset: datasets[index],
      dispatchBlock: dispatchBlocks[index],
      dispatchToken: dispatchTokens[index],
      productionBlock: productionBlocks[index],
      productionToken: productionTokens[index],
      ddmEndpoint: ddmEndpoints[index],
    }),
  );
}

/** The server writes 0 for a size that it does not know. */
function readSize(size: string | undefined, lfn: string | undefined, problems: Problems): number | undefined {
  if (size === undefined) return undefined;
  const sizeBytes = Number(size);
  if (/^\s*\d{1,16}\s*$/.test(size) && Number.isSafeInteger(sizeBytes)) return sizeBytes === 0 ? undefined : sizeBytes;
  problems.add('CONVERSION_FAILURE', 'fsize', `not a size in bytes, for ${quote(lfn)}: ${quote(size)}`);
  return undefined;
}

function readSum(checksum: string | undefined, lfn: string | undefined, problems: Problems): Checksum | undefined {
  if (checksum === undefined) return undefined;
  const read = readChecksum(checksum);
  if (read !== 'unreadable') return read;
  problems.add('CONVERSION_FAILURE', 'checksum', `not a checksum, for ${quote(lfn)}: ${quote(checksum)}`);
  return undefined;
}
