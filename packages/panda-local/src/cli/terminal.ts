/** What a command may use of the world it was started in. */
export interface Terminal {
  /** Answers only. */
  readonly out: (text: string) => void;
  /** Log and complaints. */
  readonly err: (text: string) => void;
  /** Standard input, to its end. */
  readonly readInput: () => Promise<string>;
  /** Aborts when somebody wants the process to end. */
  readonly ending: AbortSignal;
}
