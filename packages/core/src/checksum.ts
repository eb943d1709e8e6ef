/** The kinds of checksum that storages, catalogues and the server know. */
export type ChecksumAlgorithm = 'adler32' | 'md5' | 'crc32c';

/** A checksum in its one written form: lower-case hexadecimal, padded to the algorithm's length. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: string;
}
