import { PilotError } from '@panda-pilot/core';
import { exitCodeOfSignal } from './exit-codes.ts';

/** The signals that end a pilot, each with its code in the table of errors. */
const endings = ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGXCPU', 'SIGUSR1'] as const;
export type EndingSignal = (typeof endings)[number];

export interface Signals {
  /** Aborted by the first signal, with its PilotError as reason. */
  readonly stop: AbortSignal;
  /** The first signal, if there was one. */
  received(): EndingSignal | undefined;
  /** Lets signals do again what they do by themselves. */
  release(): void;
}

/** The first signal asks for an orderly end, the second is obeyed at once: what is owed is finished by the next pilot. */
export function stopOnSignals(): Signals {
  const controller = new AbortController();
  let first: EndingSignal | undefined;
  const onSignal = (name: EndingSignal): void => {
    if (first !== undefined) process.exit(exitCodeOfSignal(name));
    first = name;
    controller.abort(new PilotError(name, 'the pilot was told to end'));
  };
  for (const name of endings) process.on(name, onSignal);
  return {
    stop: controller.signal,
    received: () => first,
    release() {
      for (const name of endings) process.off(name, onSignal);
    },
  };
}
