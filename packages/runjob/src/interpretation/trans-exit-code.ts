/**
 * `transExitCode` for the server: what the transformation reports, or the exit code of its process as it is; a payload
 * killed by signal n has the shell's 128 + n. Undefined for one that never ran.
 */
export function transExitCode(
  payload: {
    readonly exitCode?: number | undefined;
    readonly signal?: string | undefined;
    readonly reportedExitCode?: number | undefined;
  },
  signals: Readonly<Record<string, number>>,
): number | undefined {
  if (payload.reportedExitCode !== undefined) return payload.reportedExitCode;
  if (payload.exitCode !== undefined) return payload.exitCode;
  const number = payload.signal === undefined ? undefined : signals[payload.signal];
  return number === undefined ? undefined : 128 + number;
}
