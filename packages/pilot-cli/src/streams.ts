/** Where a command's words go. Tests give buffers. */
export interface Streams {
  /** Answers only. Its width in columns is known where a person reads them. */
  readonly stdout: Sink & { readonly isTTY?: boolean; readonly columns?: number };
  /** Progress, messages, and the JSON log when nobody is watching. */
  readonly stderr: Terminal;
}

/** Where a person may watch. */
export interface Terminal extends Sink {
  readonly isTTY: boolean;
  /** How wide and high it is at this moment, where that is known. */
  readonly columns?: number;
  readonly rows?: number;
}

export interface Sink {
  write(text: string): unknown;
}

/** Those of this process. */
export function processStreams(): Streams {
  return { stdout: process.stdout, stderr: process.stderr };
}
