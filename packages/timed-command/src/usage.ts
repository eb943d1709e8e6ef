/** What a command's tree has used, as far as Linux tells an observer without privilege. */
export interface Usage {
  /** CPU time, user and system together. */
  readonly cpuMs: number;
  /** `exact`: counted by the kernel, in ticks of 10 ms, for the command and all it has waited for. `sampled`: at least this much was seen. */
  readonly cpuIs: 'exact' | 'sampled';
  /** Largest resident memory seen, all processes together, sampled; `undefined` when the command was over before the first sample. */
  readonly peakMemoryBytes: number | undefined;
}
