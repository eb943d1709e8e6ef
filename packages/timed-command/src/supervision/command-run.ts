import type { Duplex } from 'node:stream';
import type { Command, CommandResult } from '../command.ts';
import type { Ending, NotStarted } from '../ending.ts';
import { findFlaw } from '../find-flaw.ts';
import { isRecord } from '../find-kind-flaw.ts';
import { guardHooks } from './guard-hooks.ts';
import { launch, type Launched } from './launch.ts';
import { nothingCaptured } from '../streams/command-output.ts';
import { bytesOf, noOutput, textOf } from '../streams/output.ts';
import { abandon, prepare, type Prepared } from './prepare.ts';
import type { Usage } from '../processes/usage.ts';
import { createStopper, type StopCause, type Stopper } from './stopper.ts';
import { Supervision, type Outcome } from './supervision.ts';

/** Where a run reports while it lasts. */
export interface RunHooks {
  /** Leads to the caller's end of descriptor 3. */
  readonly channel: Duplex | undefined;
  /** Called at least once; the first call tells. */
  readonly onStarted: (pid: number | undefined) => void;
}

/** One command from its call to its result. */
export class CommandRun {
  pid: number | undefined;
  readonly #command: Command;
  readonly #flaw: NotStarted | undefined;
  readonly #hooks: RunHooks;
  readonly #stopper: Stopper;
  readonly #startedAt = performance.now();
  #callerError: { readonly error: unknown } | undefined;

  constructor(command: Command, hooks: RunHooks) {
    // Ours from here on: the caller may change his, and that of a process, the usual one, is slow to read.
    const { env } = command.options;
    const options = { ...command.options, env: isRecord(env) ? { ...env } : env };
    this.#flaw = findFlaw(command.file, command.args, options);
    const guarded = guardHooks(options, (error) => {
      this.#callerError ??= { error };
      this.stop({ kind: 'cancelled', reason: error });
    });
    this.#command = { ...command, options: guarded };
    this.#hooks = hooks;
    this.#stopper = createStopper(this.#flaw === undefined ? options : {});
  }

  stop(cause: StopCause): void {
    this.#stopper.stop(cause);
  }

  async perform(): Promise<CommandResult<string | Buffer>> {
    try {
      const launching = this.#launch();
      const launched = launching instanceof Promise ? await launching : launching;
      if ('kind' in launched) return this.#result(neverStarted(launched));
      this.pid = launched.spawned.pid;
      const supervision = new Supervision(launched, this.#stopper);
      this.#hooks.onStarted(this.pid);
      this.#connectChannel(launched.spawned.channel);
      return this.#result(await supervision.outcome);
    } finally {
      this.#stopper.lift();
      this.#hooks.onStarted(undefined);
      if (this.pid === undefined) this.#hooks.channel?.end();
    }
  }

  /** The limit counts from the call: it also bounds what opening the files takes. */
  #launch(): Launched | Ending | Promise<Launched | Ending> {
    if (this.#flaw !== undefined) return this.#flaw;
    const { cause: early } = this.#stopper;
    if (early !== undefined) return endingWithout(early);
    const preparing = prepare(this.#command);
    if (preparing instanceof Promise) return this.#launchLater(preparing);
    return 'input' in preparing ? launch(preparing) : preparing;
  }

  async #launchLater(preparing: Promise<Prepared | NotStarted>): Promise<Launched | Ending> {
    const first = await Promise.race([preparing, this.#stopper.requested]);
    if ('input' in first) return await launch(first);
    if (first.kind === 'not-started') return first;
    void preparing.then((late) => ('input' in late ? abandon(late) : undefined));
    return endingWithout(first);
  }

  #connectChannel(theirs: Duplex | undefined): void {
    const { channel } = this.#hooks;
    if (theirs === undefined || channel === undefined) return;
    theirs.on('error', () => channel.end());
    channel.on('error', () => theirs.destroy());
    theirs.pipe(channel).pipe(theirs);
  }

  #result(outcome: Outcome): CommandResult<string | Buffer> {
    if (this.#callerError !== undefined) throw this.#callerError.error;
    const { ending, exit, endedAt, usage, leftovers, proved } = outcome;
    const { stdout = noOutput, stderr = noOutput } = outcome.captured;
    const decode = this.#command.options.encoding === 'buffer' ? bytesOf : textOf;
    return {
      ending,
      exit,
      pid: this.pid,
      stdout: decode(stdout),
      stderr: decode(stderr),
      stdoutBytes: stdout.bytes,
      stderrBytes: stderr.bytes,
      truncated: stdout.omittedBytes + stderr.omittedBytes > 0,
      spilled: spilledTo(stdout.spilledTo, stderr.spilledTo),
      spillFailure: stdout.spillFailure ?? stderr.spillFailure,
      durationMs: endedAt - this.#startedAt,
      killMs: performance.now() - endedAt,
      get usage() {
        return usage();
      },
      leftovers,
      proved,
    };
  }
}

function endingWithout(cause: StopCause): Ending {
  return cause.kind === 'timed-out'
    ? { kind: 'timed-out', forced: false }
    : { kind: 'cancelled', forced: false, reason: cause.reason };
}

function spilledTo(stdout: string | undefined, stderr: string | undefined): CommandResult['spilled'] {
  if (stdout === undefined && stderr === undefined) return {};
  return { ...(stdout !== undefined && { stdout }), ...(stderr !== undefined && { stderr }) };
}

function neverStarted(ending: Ending): Outcome {
  const none = { cpuMs: 0, cpuIs: 'counted', peakMemoryBytes: undefined } as const;
  const usage = (): Usage => none;
  return {
    ending,
    exit: undefined,
    endedAt: performance.now(),
    captured: nothingCaptured,
    usage,
    leftovers: 0,
    proved: true,
  };
}
