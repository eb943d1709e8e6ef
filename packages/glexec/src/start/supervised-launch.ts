import { PassThrough } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { PilotError } from '@panda-pilot/core';
import { type CommandResult, type RunningCommand, startCommand } from '@panda-pilot/timed-command';
import type { Box } from '../box/box.ts';
import { cancelledResult, deferCommand, type DeferredHooks } from './deferred-command.ts';
import { environmentBlock } from './environment.ts';
import type { IdentitySwitch, SwitchRefusal } from '../identity/identity-switch.ts';
import type { Payload, Policy } from '../launcher.ts';
import { createLineReader } from './line-reader.ts';
import { failedStart } from './starter-outcome.ts';
import { readStarterLine, starterCommand, type StarterReport } from './starter.ts';
import { carryingMarks, readSupervisorLine, supervisorCommand } from './supervisor.ts';
import { reachThrough } from '../identity/through-switch.ts';
import { untilAdmitted } from '../identity/until-admitted.ts';

const defaultGraceMs = 2000;

/** What launching under another account needs. */
export interface SupervisedDeps {
  readonly identity: IdentitySwitch;
  readonly box: Box | undefined;
  /** The uid of this process. */
  readonly ownUid: number;
  /** Waits before a switch that may have refused for a passing reason is tried again. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Starts a payload under another account, with a supervisor of that account beside it. */
export function launchSupervised(payload: Payload, policy: Policy, deps: SupervisedDeps): RunningCommand {
  const { identity, sleep } = deps;
  return deferCommand(payload.signal, async (hooks) => {
    const attempt = (): Promise<CommandResult | SwitchRefusal> =>
      new SupervisedAttempt(payload, policy, deps).run(hooks);
    const result = await untilAdmitted(identity, attempt, { sleep, signal: hooks.signal });
    return result ?? cancelledResult(hooks.signal);
  });
}

/** One attempt to run a payload under another account. */
class SupervisedAttempt {
  readonly #payload: Payload;
  readonly #policy: Policy;
  readonly #deps: SupervisedDeps;
  readonly #control = new PassThrough();
  #uid: number | undefined;
  #start: StarterReport | undefined;
  #exitCode: number | undefined;
  #forced = false;

  constructor(payload: Payload, policy: Policy, deps: SupervisedDeps) {
    this.#payload = payload;
    this.#policy = policy;
    this.#deps = deps;
  }

  async run({ signal, onStarted }: DeferredHooks): Promise<CommandResult | SwitchRefusal> {
    const { identity, box } = this.#deps;
    await identity.prepare();
    await box?.prepare();
    const { file, args, env } = identity.entry(this.#command());
    const [program = '', ...rest] = carryingMarks([file, ...args]);
    const { graceMs, timeoutMs, usage = 'sampled' } = this.#payload;
    const running: RunningCommand = startCommand(program, rest, {
      cwd: '/',
      env,
      stdin: this.#control,
      maxOutputBytes: 65_536,
      onOutput: (chunk, stream) => (stream === 'stdout' ? listen(chunk) : undefined),
      signal,
      usage,
      // The supervisor ends the payload when its input ends. A signal beside that, where the pilot may send any, would
      // reach the payload twice.
      onSignal: () => this.#control.end(),
      killSignal: 'SIGCONT',
      signalGroup: reachThrough(identity, () => running),
      ...(graceMs === undefined ? {} : { graceMs }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    const listen = createLineReader((line) => {
      this.#note(line);
      if (line === 'started') onStarted(running.pid);
    });
    return this.#judge(await running.result);
  }

  /** From the inside out: payload, starter, box, supervisor. */
  #command(): string[] {
    const { box } = this.#deps;
    const { sandbox, file, args, stdout, stderr, graceMs = defaultGraceMs } = this.#payload;
    const { limits } = this.#policy;
    const starter = starterCommand({ work: sandbox.work, output: { stdout, stderr }, limits, file, args });
    const command = box?.wrap(starter, { sandbox, policy: this.#policy }) ?? starter;
    const clearsEnvironment = box?.clearsEnvironment() === true;
    return supervisorCommand({ graceMs, boxed: box !== undefined, clearsEnvironment, command });
  }

  #note(line: string): void {
    const report = readSupervisorLine(line);
    if (report?.said === 'ready') this.#meet(report.uid);
    else if (report?.said === 'ended') this.#exitCode ??= report.exitCode;
    else if (report?.said === 'forced') this.#forced = true;
    else this.#start ??= readStarterLine(line);
  }

  /**
   * The environment is handed over only to somebody else: a switch that only pretends gets nothing to run, and ends
   * when the pipe does.
   */
  #meet(uid: number): void {
    this.#uid ??= uid;
    if (this.#isSomebodyElse()) this.#control.write(`${environmentBlock(this.#payload.env)}go\n`);
    else this.#control.end();
  }

  #isSomebodyElse(): boolean {
    return this.#uid !== this.#deps.ownUid && this.#uid === this.#payload.sandbox.owner;
  }

  #judge(result: CommandResult): CommandResult | SwitchRefusal {
    const { identity, box, ownUid } = this.#deps;
    const own = { ...result, stdout: '', stderr: '', stdoutBytes: 0, stderrBytes: 0, truncated: false };
    if (this.#uid !== undefined && !this.#isSomebodyElse())
      return { error: pretender(identity, this.#uid, ownUid), passing: false };
    if (this.#start?.said === 'failed') return failedStart(own, this.#start, this.#payload);
    if (result.ending.kind === 'timed-out' || result.ending.kind === 'cancelled') {
      return { ...own, ending: { ...result.ending, forced: result.ending.forced || this.#forced } };
    }
    if (result.exit === undefined)
      return { error: new PilotError('GLEXEC_FAILED', `${identity.name} cannot be started`), passing: false };
    if (this.#uid === undefined) return identity.refusal(result.exit, result.stderr.trim());
    if (this.#start === undefined)
      throw box?.refusal(result.stderr.trim()) ?? new PilotError('GLEXEC_FAILED', result.stderr.trim());
    // Without a word of its end the supervisor was killed from inside, and with it all that is known of the payload.
    const ending =
      this.#exitCode === undefined
        ? ({ kind: 'signaled', signal: 'SIGKILL' } as const)
        : ({ kind: 'exited', exitCode: this.#exitCode } as const);
    return { ...own, ending, exit: ending };
  }
}

function pretender({ name }: IdentitySwitch, uid: number, ownUid: number): PilotError {
  return new PilotError(
    'GLEXEC_FAILED',
    uid === ownUid
      ? `${name} runs commands as the pilot's own account (uid ${uid}): it is not setuid, or set up for logging only`
      : `${name} runs commands as uid ${uid}, which does not own the sandbox`,
    { details: { uid } },
  );
}

/** Waits in real time; ends early when the launch is stopped. */
export async function sleepUnlessStopped(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
