/** Where a command's words go. Tests give buffers. */
export interface Streams {
  /** Answers only. */
  readonly stdout: Sink;
  /** Progress, messages, and the JSON log when nobody is watching. */
  readonly stderr: Sink & { readonly isTTY: boolean };
}

export interface Sink {
  write(text: string): unknown;
}

/** Those of this process. */
export function processStreams(): Streams {
  return { stdout: process.stdout, stderr: process.stderr };
}
