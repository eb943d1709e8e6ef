/** A download that gave nothing. The message says why and leaves out the URL. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
  /** Whether the same request may succeed a little later. */
  readonly retryable: boolean;

  constructor(message: string, options: { readonly retryable: boolean; readonly cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.retryable = options.retryable;
  }
}
