import type { Checksum } from './checksum.ts';
import { writeXml, xmlHeader, type XmlNode } from './xml/write-xml.ts';

/** One file of `OutputFiles-<id>.xml`, which the ARC control tower reads. */
export interface NordugridFile {
  readonly surl: string;
  readonly sizeBytes?: number;
  /** adler32 or md5; absent (the log, whose tarball does not exist yet): an empty `ad32`. */
  readonly checksum?: Checksum;
  readonly guid: string;
  readonly lfn: string;
  readonly dataset: string;
  /** Absent for the log. */
  readonly modifiedAt?: Date;
}

/** `OutputFiles-<id>.xml`. Throws PilotError BAD_XML for a name with a control character. */
export function writeNordugridOutputs(files: readonly NordugridFile[]): string {
  const root = { name: 'outputfiles', children: files.map(fileNode) };
  return `${xmlHeader('ATLAS file meta-data catalog')}${writeXml(root, 'OutputFiles')}`;
}

function fileNode(file: NordugridFile): XmlNode {
  const { surl, sizeBytes, checksum, guid, lfn, dataset, modifiedAt } = file;
  return {
    name: 'file',
    children: [
      { name: 'surl', text: surl },
      { name: 'size', text: sizeBytes === undefined ? '' : String(sizeBytes) },
      { name: checksum?.algorithm === 'md5' ? 'md5sum' : 'ad32', text: checksumText(checksum) },
      { name: 'guid', text: guid },
      { name: 'lfn', text: lfn },
      { name: 'dataset', text: dataset },
      { name: 'date', text: modifiedAt === undefined ? '' : dateText(modifiedAt) },
    ],
  };
}

function checksumText(checksum: Checksum | undefined): string {
  return checksum === undefined || checksum.algorithm === 'crc32c' ? '' : checksum.value;
}

/** `2026-11-22 17:43:11`, UTC. */
function dateText(date: Date): string {
  return date.toISOString().slice(0, 19).replace('T', ' ');
}
