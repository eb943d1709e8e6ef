import type { Checksum } from './checksum.ts';

/** One file of `metadata-<id>.xml`. Absent surl: the placeholder `<GUID>-surltobeset`. */
export interface MetadataFile {
  readonly guid: string;
  readonly lfn: string;
  readonly surl?: string;
  readonly sizeBytes?: number;
  /** adler32 or md5. */
  readonly checksum?: Checksum;
}

/** What `metadata-<id>.xml` is made of. */
export interface Metadata {
  /** Always written first; without size and checksum until the tarball exists. */
  readonly log?: MetadataFile;
  readonly files: readonly MetadataFile[];
  /** Inputs that the payload never saw: appended as bare entries (`skipped.xml`). */
  readonly skipped?: readonly SkippedFile[];
}

/** An input that the payload never saw. */
export interface SkippedFile {
  readonly guid: string;
  readonly lfn: string;
}

/** One file of `OutputFiles-<id>.xml`, which the ARC control tower reads. */
export interface NordugridFile {
  readonly surl: string;
  readonly sizeBytes?: number;
  readonly checksum?: Checksum;
  readonly guid: string;
  readonly lfn: string;
  readonly dataset: string;
  /** Absent for the log. */
  readonly modifiedAt?: Date;
}

/** `metadata-<id>.xml`, log first. */
export function writeMetadata(metadata: Metadata): string {
  throw new TypeError(`writeMetadata: ${metadata.files.length}`);
}

/** Files of a `metadata-<id>.xml` in their order. Throws PilotError BAD_XML with the line. */
export function readMetadata(text: string): readonly MetadataFile[] {
  throw new TypeError(`readMetadata: ${text.length}`);
}

/** `skipped.xml`: bare `File` fragments, no root. */
export function writeSkipped(files: readonly SkippedFile[]): string {
  throw new TypeError(`writeSkipped: ${files.length}`);
}

/** Files of a `skipped.xml`. Throws PilotError BAD_XML with the line. */
export function readSkipped(text: string): readonly SkippedFile[] {
  throw new TypeError(`readSkipped: ${text.length}`);
}

/** `OutputFiles-<id>.xml`. */
export function writeNordugridOutputs(files: readonly NordugridFile[]): string {
  throw new TypeError(`writeNordugridOutputs: ${files.length}`);
}
