import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandResult } from './command.ts';
import type { Captured } from './captured-stream.ts';
import type { Ending, Exit, NotStarted } from './ending.ts';
import { abandon, failureBehind, launch, prepare, type Command, type Launched } from './launch.ts';
import { bytesOf, textOf, type OutputStream } from './output.ts';
import { ProcessTree } from './process-tree.ts';
import { mortalGroups } from './session.ts';
import { createStopper, type StopCause, type Stopper } from './stopper.ts';

const defaultGraceMs = 2000;
/** SIGKILL is obeyed at once, except in an uninterruptible wait (a hung NFS server): that is not waited for. */
const killPatienceMs = 1000;
/** A command that has run longer can afford a look at every process of the machine when it ends. */
const longRunMs = 2000;

/** Where a run reports while it lasts. */
export interface RunHooks {
  /** The caller's end of descriptor 3 leads here. */
  readonly channel: Duplex | undefined;
  readonly onStarted: (pid: number | undefined) => void;
}

/** One command from its call to its result. */
export class CommandRun {
  pid: number | undefined;
  readonly #command: Command;
  readonly #hooks: RunHooks;
  readonly #stopper: Stopper;
  readonly #startedAt = performance.now();
  #endedAt: number | undefined;
  #exit: Exit | undefined;
  #leftovers = 0;
  #forced = false;
  #complete = false;
  #proved = true;
  #callerError: { readonly error: unknown } | undefined;

  constructor(command: Command, hooks: RunHooks) {
    this.#command = { ...command, options: this.#guardCallback(command) };
    this.#hooks = hooks;
    this.#stopper = createStopper(command.options);
  }

  stop(cause: StopCause): void {
    this.#stopper.stop(cause);
  }

  async perform(): Promise<CommandResult<string | Buffer>> {
    try {
      const launched = await this.#launch();
      if ('kind' in launched) return this.#result(launched, {});
      return await this.#supervise(launched);
    } finally {
      this.#stopper.lift();
      this.#hooks.onStarted(undefined);
      this.#hooks.channel?.end();
    }
  }

  /** The limit counts from the call: it also bounds what opening the files takes. */
  async #launch(): Promise<Launched | Ending> {
    if (this.#stopper.cause !== undefined) return endingOf(this.#stopper.cause, { forced: false });
    const preparing = prepare(this.#command);
    const first = await Promise.race([preparing, this.#stopper.requested]);
    const cause = this.#stopper.cause;
    if (cause !== undefined) {
      void preparing.then((late) => ('input' in late ? abandon(late) : undefined));
      return endingOf(cause, { forced: false });
    }
    return 'input' in first ? await launch(first) : (first as NotStarted);
  }

  async #supervise(launched: Launched): Promise<CommandResult<string | Buffer>> {
    const { spawned, input, output, session, mark } = launched;
    const { options } = this.#command;
    const tree = new ProcessTree(spawned.pid, mark, { table: session.table, signalGroup: options.signalGroup });
    const exited = spawned.exited.then((exit) => this.#noteExit(exit, tree));
    if (options.whenWeDie !== 'leave') mortalGroups.add(spawned.pid);
    this.pid = spawned.pid;
    this.#hooks.onStarted(spawned.pid);
    this.#connectChannel(spawned.channel);
    input.begin().catch((reason: unknown) => this.stop({ kind: 'cancelled', reason }));
    await output.begin();

    await Promise.race([exited, this.#stopper.requested]);
    const cause = this.#exit === undefined ? this.#stopper.cause : undefined;
    input.finish();
    const ended =
      cause === undefined ? await this.#settle(launched, tree, exited) : await this.#end(tree, exited, cause);
    mortalGroups.delete(spawned.pid);
    this.#proved = this.#complete && session.marking.limitsWork;
    const captured = await output.finish();
    const failure = this.#exit === undefined ? undefined : await failureBehind(launched, this.#exit);
    if (failure !== undefined) return this.#result(failure, {});
    return this.#result(ended, captured);
  }

  #noteExit(exit: Exit, tree: ProcessTree): void {
    this.#exit = exit;
    this.#endedAt = performance.now();
    tree.leaderEnded();
  }

  /** The command has ended by itself: what it has left behind is dealt with. */
  async #settle(launched: Launched, tree: ProcessTree, exited: Promise<void>): Promise<Ending> {
    const { leftovers = 'kill' } = this.#command.options;
    launched.output.drain();
    const survivors = performance.now() - this.#startedAt > longRunMs ? tree.allSurvivors() : tree.survivors();
    this.#leftovers = survivors.length;
    this.#complete = survivors.length === 0;
    if (survivors.length > 0 && leftovers === 'kill') await this.#extinguish(tree);
    if (survivors.length > 0 && leftovers === 'leave') launched.session.watchdog.spare(launched.mark.serial);
    if (survivors.length > 0 && leftovers === 'wait') {
      await this.#waitFor(tree);
      if (this.#stopper.cause !== undefined) return await this.#end(tree, exited, this.#stopper.cause);
      this.#complete = true;
    }
    return this.#exit as Exit;
  }

  async #waitFor(tree: ProcessTree): Promise<void> {
    for (
      let pauseMs = 5;
      tree.survivors().length > 0 && this.#stopper.cause === undefined;
      pauseMs = Math.min(200, pauseMs * 1.5)
    ) {
      await Promise.race([sleep(pauseMs), this.#stopper.requested]);
    }
  }

  /** The first signal, the grace, SIGKILL. */
  async #end(tree: ProcessTree, exited: Promise<void>, cause: StopCause): Promise<Ending> {
    const { killSignal = 'SIGTERM', graceMs = defaultGraceMs } = this.#command.options;
    if (killSignal !== 'SIGKILL') {
      await tree.signal(killSignal);
      // A stopped process gets its signals only when it is let go on.
      await tree.signal('SIGCONT');
      await this.#grantGrace(tree, exited, graceMs);
    }
    this.#forced = this.#exit === undefined || tree.survivors().length > 0;
    await this.#extinguish(tree);
    if (this.#exit === undefined) await withinPatience(exited);
    if (this.#exit === undefined) this.#complete = false;
    return endingOf(cause, { forced: this.#forced });
  }

  async #grantGrace(tree: ProcessTree, exited: Promise<void>, graceMs: number): Promise<void> {
    const abort = new AbortController();
    const over =
      graceMs === Number.POSITIVE_INFINITY
        ? new Promise<void>(() => undefined)
        : sleep(graceMs, undefined, { signal: abort.signal });
    let graceIsOver = false;
    const granted = over.then(
      () => void (graceIsOver = true),
      () => undefined,
    );
    await Promise.race([exited, granted]);
    for (let pauseMs = 2; !graceIsOver && tree.survivors().length > 0; pauseMs = Math.min(50, pauseMs * 1.5)) {
      await Promise.race([sleep(pauseMs), granted]);
    }
    abort.abort();
  }

  async #extinguish(tree: ProcessTree): Promise<void> {
    const { killed, complete } = await tree.extinguish();
    this.#leftovers = Math.max(this.#leftovers, killed);
    this.#complete = complete;
  }

  #connectChannel(theirs: Duplex | undefined): void {
    const { channel } = this.#hooks;
    if (theirs === undefined || channel === undefined) return;
    theirs.on('error', () => channel.end());
    channel.on('error', () => theirs.destroy());
    theirs.pipe(channel).pipe(theirs);
  }

  #result(ending: Ending, { stdout, stderr }: Partial<Record<OutputStream, Captured>>): CommandResult<string | Buffer> {
    if (this.#callerError !== undefined) throw this.#callerError.error;
    const endedAt = this.#endedAt ?? performance.now();
    const decode = this.#command.options.encoding === 'buffer' ? bytesOf : textOf;
    const nothing = { head: Buffer.alloc(0), tail: Buffer.alloc(0), bytes: 0, omittedBytes: 0 };
    return {
      ending,
      exit: ending.kind === 'not-started' ? undefined : this.#exit,
      pid: this.pid,
      stdout: decode(stdout ?? nothing),
      stderr: decode(stderr ?? nothing),
      stdoutBytes: stdout?.bytes ?? 0,
      stderrBytes: stderr?.bytes ?? 0,
      truncated: (stdout?.omittedBytes ?? 0) + (stderr?.omittedBytes ?? 0) > 0,
      spilled: {
        ...(stdout?.spilledTo !== undefined && { stdout: stdout.spilledTo }),
        ...(stderr?.spilledTo !== undefined && { stderr: stderr.spilledTo }),
      },
      spillFailure: stdout?.spillFailure ?? stderr?.spillFailure,
      durationMs: endedAt - this.#startedAt,
      killMs: this.#endedAt === undefined ? 0 : performance.now() - this.#endedAt,
      usage: { cpuMs: 0, cpuIs: 'sampled', peakMemoryBytes: undefined },
      leftovers: this.#leftovers,
      proved: this.#proved,
    };
  }

  #guardCallback({ options }: Command): Command['options'] {
    const { onOutput } = options;
    if (onOutput === undefined) return options;
    return {
      ...options,
      onOutput: (chunk, stream) => {
        if (this.#callerError !== undefined) return;
        try {
          onOutput(chunk, stream);
        } catch (error) {
          this.#callerError = { error };
          this.stop({ kind: 'cancelled', reason: error });
        }
      },
    };
  }
}

function endingOf(cause: StopCause, { forced }: { readonly forced: boolean }): Ending {
  return cause.kind === 'timed-out'
    ? { kind: 'timed-out', forced }
    : { kind: 'cancelled', forced, reason: cause.reason };
}

async function withinPatience(exited: Promise<void>): Promise<void> {
  const abort = new AbortController();
  await Promise.race([exited, sleep(killPatienceMs, undefined, { signal: abort.signal }).catch(() => undefined)]);
  abort.abort();
}
