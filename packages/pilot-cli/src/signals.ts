import { errorOfSignal } from '@panda-pilot/core';
import { exitCodeOfSignal } from './exit-codes.ts';

/**
 * The signals that end a pilot. A closed terminal sends SIGHUP, also to a pilot under nohup: Node does not inherit what is ignored. SIGSEGV and SIGBUS are those that somebody
 * sends: after a fault of Node itself no JavaScript runs any more, so that nobody can report it, and the kernel repeats
 * the fault until the pilot is killed (seen with Node 20.20). Its runjob stores what there is all the same, and the
 * next pilot reports it.
 */
const endings = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGXCPU', 'SIGUSR1', 'SIGSEGV', 'SIGBUS'] as const;
export type EndingSignal = (typeof endings)[number];

/** What whoever started the pilot wants of it while it runs. */
export interface Wishes {
  /** Aborted by the first ending signal, with its PilotError as reason. */
  readonly stop: AbortSignal;
  /** Aborted by SIGUSR2: finish the jobs that run, take no more. */
  readonly drain: AbortSignal;
}

export interface Signals extends Wishes {
  /** The first signal, if there was one. */
  received(): EndingSignal | undefined;
  /** Lets signals do again what they do by themselves. */
  release(): void;
}

/** The first signal asks for an orderly end, the second is obeyed at once: what is owed is finished by the next pilot. */
export function stopOnSignals(): Signals {
  const stopping = new AbortController();
  const draining = new AbortController();
  let first: EndingSignal | undefined;
  const onSignal = (name: EndingSignal): void => {
    if (first !== undefined) process.exit(exitCodeOfSignal(name));
    first = name;
    stopping.abort(errorOfSignal(name, 'the pilot'));
  };
  const onDrain = (): void => draining.abort();
  for (const name of endings) process.on(name, onSignal);
  process.on('SIGUSR2', onDrain);
  return {
    stop: stopping.signal,
    drain: draining.signal,
    received: () => first,
    release() {
      for (const name of endings) process.off(name, onSignal);
      process.off('SIGUSR2', onDrain);
    },
  };
}
