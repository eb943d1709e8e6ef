import { PilotError } from '@panda-pilot/core';
import type { ServerCommand } from '@panda-pilot/panda-client';

/** What the server wants of one running job, from the answers to its updates. */
export interface JobOrders {
  /** Aborted, with a PilotError as reason, when the job is to end. */
  readonly kill: AbortSignal;
  /** Debug mode: frequent heartbeats that carry output. It ends when the server stops asking for it. */
  readonly debug: boolean;
  /** The operator's command of the newest answer, such as `tail payload.stdout`. */
  readonly question: string | undefined;
  hear(commands: readonly ServerCommand[]): void;
}

export function createJobOrders(startsInDebugMode: boolean): JobOrders {
  const killing = new AbortController();
  let debug = startsInDebugMode;
  let question: string | undefined;
  return {
    kill: killing.signal,
    get debug() {
      return debug;
    },
    get question() {
      return question;
    },
    hear(commands) {
      debug = commands.some(({ kind }) => kind === 'debug');
      question = commands.find((command) => command.kind === 'text')?.text;
      for (const { kind } of commands) {
        if (kind === 'tobekilled') killing.abort(new PilotError('PANDA_KILL'));
        if (kind === 'softkill') killing.abort(new PilotError('PREEMPTION', 'the server wants the slot back'));
      }
    },
  };
}
