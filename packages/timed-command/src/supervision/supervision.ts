import { setTimeout as sleep } from 'node:timers/promises';
import { nothingCaptured, type CapturedStreams } from '../streams/command-output.ts';
import { deadline } from './deadline.ts';
import type { Ending, Exit } from '../ending.ts';
import { failureBehind, mayHideFailure, type Launched } from './launch.ts';
import { killPatienceMs, ProcessTree } from '../processes/process-tree.ts';
import { mortals } from './session.ts';
import { promiseWithResolver } from './promise-with-resolver.ts';
import type { StopCause, Stopper } from './stopper.ts';
import { UsageMeter, type Usage } from '../processes/usage.ts';

const defaultGraceMs = 2000;

/** What became of a command that was started. */
export interface Outcome {
  readonly ending: Ending;
  /** `undefined` when the process could not be killed, or was never more than a shell. */
  readonly exit: Exit | undefined;
  /** On the clock of `performance.now`. */
  readonly endedAt: number;
  readonly captured: CapturedStreams;
  /** Reads it when that has not been done yet. */
  readonly usage: () => Usage;
  readonly leftovers: number;
  readonly proved: boolean;
}

/** Watches one running command until nothing of it is left to watch. */
export class Supervision {
  /** Resolves when the command has ended, or was ended, and its leftovers are dealt with. */
  readonly outcome: Promise<Outcome>;
  readonly #launched: Launched;
  readonly #stopper: Stopper;
  readonly #tree: ProcessTree;
  readonly #meter: UsageMeter;
  readonly #exited = promiseWithResolver<void>();
  readonly #target: number;
  #exit: Exit | undefined;
  #endedAt: number | undefined;
  #leftovers = 0;
  #nothingLeft = true;

  /** Begins to read what the command writes and to feed it. */
  constructor(launched: Launched, stopper: Stopper) {
    const { spawned, session, mark, group, command, input, output } = launched;
    this.#launched = launched;
    this.#stopper = stopper;
    this.#tree = new ProcessTree(spawned.pid, {
      table: session.table,
      mark,
      group,
      signalGroup: command.options.signalGroup,
    });
    const descendants = (): readonly number[] => this.#tree.members() ?? [];
    this.#meter = new UsageMeter(spawned.pid, command.options.usage === 'counted' ? undefined : descendants);
    this.#target = group === 'ours' ? spawned.pid : -spawned.pid;
    if (command.options.whenWeDie !== 'leave') mortals.add(this.#target);
    this.outcome = this.#endOrStop();
    output.begin();
    session.table.catchUp();
    input.begin().catch((reason: unknown) => stopper.stop({ kind: 'cancelled', reason }));
  }

  /**
   * The common case, a command that ends and leaves nothing, is concluded within the event of its end: not even a
   * promise is waited for.
   */
  #endOrStop(): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const conclude = (how: () => Outcome | Promise<Outcome>): void => {
        try {
          resolve(how());
        } catch (error) {
          reject(error);
        }
      };
      let ending = false;
      this.#launched.spawned.onExit((exit) => {
        this.#noteExit(exit);
        if (!ending) conclude(() => (this.#isAlone() ? this.#conclude(exit) : this.#settle(exit)));
      });
      this.#stopper.onStop((cause) => {
        if (this.#exit !== undefined) return;
        ending = true;
        conclude(async () => await this.#conclude(await this.#end(cause)));
      });
    });
  }

  #noteExit(exit: Exit): void {
    this.#endedAt = performance.now();
    this.#exit = exit;
    this.#meter.leaderEnded();
    this.#tree.leaderEnded();
    this.#exited.resolve();
  }

  #isAlone(): boolean {
    return this.#tree.members()?.length === 0;
  }

  #conclude(ending: Ending): Outcome | Promise<Outcome> {
    const { input, output, session } = this.#launched;
    mortals.delete(this.#target);
    session.table.end();
    input.finish();
    const captured = output.finish();
    const failure = this.#exit !== undefined && mayHideFailure(this.#exit) ? failureBehind(this.#launched) : undefined;
    if (!(captured instanceof Promise) && failure === undefined) return this.#outcome(ending, captured);
    return Promise.all([captured, failure]).then(([streams, found]) =>
      found === undefined ? this.#outcome(ending, streams) : this.#outcome(found, nothingCaptured),
    );
  }

  #outcome(ending: Ending, captured: CapturedStreams): Outcome {
    const meter = this.#meter;
    meter.stop();
    return {
      ending,
      exit: ending.kind === 'not-started' ? undefined : this.#exit,
      endedAt: this.#endedAt ?? performance.now(),
      captured,
      usage: () => meter.usage(),
      leftovers: this.#leftovers,
      proved: this.#nothingLeft && this.#launched.session.marking.limitsWork,
    };
  }

  /** The command has ended by itself, and others are still there. */
  async #settle(exit: Exit): Promise<Outcome> {
    const { command, output, session, mark } = this.#launched;
    const { leftovers = 'kill' } = command.options;
    output.drain();
    // The end of a pipeline, or a watchdog like ours, may be just about to end.
    await sleep(1);
    const members = this.#tree.members();
    if (members?.length === 0) return await this.#conclude(exit);
    this.#leftovers = members?.length ?? 1;
    if (leftovers === 'kill') await this.#extinguish();
    if (leftovers === 'leave') {
      this.#nothingLeft = false;
      session.watchdog.spare(mark.serial);
    }
    const cause = leftovers === 'wait' ? await this.#waitForLeftovers() : undefined;
    return await this.#conclude(cause === undefined ? exit : await this.#end(cause));
  }

  async #waitForLeftovers(): Promise<StopCause | undefined> {
    for (let pauseMs = 5; !this.#isAlone(); pauseMs = Math.min(200, pauseMs * 1.5)) {
      await Promise.race([sleep(pauseMs), this.#stopper.requested]);
      if (this.#stopper.cause !== undefined) return this.#stopper.cause;
    }
    return undefined;
  }

  /** The first signal, the grace, SIGKILL. */
  async #end(cause: StopCause): Promise<Ending> {
    const { killSignal = 'SIGTERM', onSignal } = this.#launched.command.options;
    // A command that is stopped has nothing more to read: whoever waits for the end of its input learns of the stop by that.
    this.#launched.input.finish();
    if (killSignal !== 'SIGKILL') {
      onSignal?.(killSignal);
      // A stopped process gets its signals only when it is let go on.
      await this.#tree.signal(killSignal, 'SIGCONT');
      await this.#grantGrace();
    }
    const leaderLives = this.#exit === undefined;
    if (leaderLives) onSignal?.('SIGKILL');
    const killed = await this.#extinguish();
    if (leaderLives) await firstOf(this.#exited.promise, killPatienceMs);
    if (this.#exit === undefined) {
      this.#nothingLeft = false;
      this.#launched.spawned.forsake();
    }
    const forced = leaderLives || killed > 0;
    return cause.kind === 'timed-out'
      ? { kind: 'timed-out', forced }
      : { kind: 'cancelled', forced, reason: cause.reason };
  }

  /**
   * Lasts until the whole tree has ended, not only its leader: a shell is gone at once while its child still writes a
   * checkpoint. Without an end it is the leader's alone; what outlives the leader then gets the usual one.
   */
  async #grantGrace(): Promise<void> {
    const { graceMs = defaultGraceMs } = this.#launched.command.options;
    const signalledAt = performance.now();
    await firstOf(this.#exited.promise, graceMs);
    const overAt = graceMs === Number.POSITIVE_INFINITY ? performance.now() + defaultGraceMs : signalledAt + graceMs;
    for (let pauseMs = 1; performance.now() < overAt; pauseMs *= 1.5) {
      const lookedAt = performance.now();
      if (this.#isAlone()) return;
      // Looking at hundreds of processes shall not take the time that they need to end.
      const restMs = Math.max(Math.min(pauseMs, 50), 4 * (performance.now() - lookedAt));
      await sleep(Math.max(0, Math.min(restMs, overAt - performance.now())));
    }
  }

  async #extinguish(): Promise<number> {
    const { killed, complete } = await this.#tree.extinguish();
    this.#leftovers = Math.max(this.#leftovers, killed);
    this.#nothingLeft = complete;
    return killed;
  }
}

/** Waits for an event, but not for ever. */
async function firstOf(event: Promise<void>, patienceMs: number): Promise<void> {
  const { promise: over, resolve } = promiseWithResolver<void>();
  const limit = deadline(patienceMs, () => resolve());
  await Promise.race([event, over]);
  limit.lift();
}
