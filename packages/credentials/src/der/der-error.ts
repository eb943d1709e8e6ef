/** Bytes that are not the DER (ITU-T X.690) of what they should be. Says where and what, and never quotes the bytes. */
export class DerError extends Error {
  /** Where in the bytes, counted from 0. */
  readonly offset: number;

  constructor(trouble: string, offset: number) {
    super(`${trouble} (byte ${offset})`);
    this.name = 'DerError';
    this.offset = offset;
  }
}
