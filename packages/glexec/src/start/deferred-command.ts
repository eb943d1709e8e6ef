import { type CommandResult, type RunningCommand, startCommand } from '@panda-pilot/timed-command';

/** What the work behind a deferred command tells and is told. */
export interface DeferredHooks {
  /** Aborted by `stop` or by the caller's own signal. */
  readonly signal: AbortSignal;
  /** The payload exists, under this leader. */
  readonly onStarted: (pid: number | undefined) => void;
}

/**
 * A command that starts after some preparation. Its `started` resolves with `undefined` when `perform` ends without
 * having started anything.
 */
export function deferCommand(
  outer: AbortSignal | undefined,
  perform: (hooks: DeferredHooks) => Promise<CommandResult>,
): RunningCommand {
  const own = new AbortController();
  const signal = outer === undefined ? own.signal : AbortSignal.any([outer, own.signal]);
  let pid: number | undefined;
  let tell: (pid: number | undefined) => void = () => undefined;
  const started = new Promise<number | undefined>((resolve) => (tell = resolve));
  const onStarted = (leader: number | undefined): void => {
    pid = leader;
    tell(leader);
  };
  const result = perform({ signal, onStarted }).finally(() => tell(undefined));
  // Whoever waits only for `started` must not be met by an unhandled rejection; `result` itself still rejects.
  result.catch(() => undefined);
  return {
    get pid() {
      return pid;
    },
    started,
    result,
    stop: (reason) => own.abort(reason ?? new Error('stopped')),
  };
}

/** The result of a command that was stopped before anything was started; `signal` is aborted. */
export function cancelledResult(signal: AbortSignal): Promise<CommandResult> {
  return startCommand('/bin/true', [], { env: {}, signal }).result;
}
