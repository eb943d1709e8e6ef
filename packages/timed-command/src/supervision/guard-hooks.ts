import type { CommandOptions } from '../command.ts';
import { signalGroup as ourOwn, type Delivery, type SignalGroup } from '../processes/signals.ts';

/** How long a `signalGroup` may take: it asks other programs, and a limit that waits for them for ever is none. */
const signalPatienceMs = 10_000;

/**
 * Calls the caller's functions in such a way that what they throw neither escapes from an event nor leaves the command
 * behind: `onFailure` hears of it, and nothing more is handed to an `onOutput` that has failed.
 */
export function guardHooks(options: CommandOptions, onFailure: (error: unknown) => void): CommandOptions {
  const { onOutput, onSignal, signalGroup } = options;
  let refusesOutput = false;
  return {
    ...options,
    ...(onOutput && {
      onOutput: (chunk, stream) => {
        if (refusesOutput) return;
        try {
          onOutput(chunk, stream);
        } catch (error) {
          refusesOutput = true;
          onFailure(error);
        }
      },
    }),
    ...(onSignal && {
      onSignal: (signal) => {
        try {
          onSignal(signal);
        } catch (error) {
          onFailure(error);
        }
      },
    }),
    ...(signalGroup && { signalGroup: guarded(signalGroup, onFailure) }),
  };
}

/** Where it fails, our own signal is better than none. */
function guarded(signalGroup: SignalGroup, onFailure: (error: unknown) => void): SignalGroup {
  return async (group, signal) => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Delivery>((resolve) => (timer = setTimeout(() => resolve('denied'), signalPatienceMs)));
    try {
      return await Promise.race([signalGroup(group, signal), late]);
    } catch (error) {
      onFailure(error);
      return ourOwn(group, signal);
    } finally {
      clearTimeout(timer);
    }
  };
}
