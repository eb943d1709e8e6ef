import { codeOf } from '../errno.ts';

/** What became of a signal. `gone` and `denied` are answers, not errors: timers call this. */
export type Delivery = 'sent' | 'gone' | 'denied';

/** Sends a signal to a process group that runs under another identity; `group` is the pid of its leader. */
export type SignalGroup = (group: number, signal: NodeJS.Signals) => Delivery | Promise<Delivery>;

/** Signals every process in the group that `group` leads. */
export function signalGroup(group: number, signal: NodeJS.Signals): Delivery {
  return send(-group, signal);
}

/** kill(2): a pid, or a group with a minus; signal 0 only asks. */
export function send(target: number, signal: NodeJS.Signals | 0): Delivery {
  try {
    process.kill(target, signal);
    return 'sent';
  } catch (error) {
    switch (codeOf(error)) {
      case 'ESRCH':
        return 'gone';
      case 'EPERM':
        return 'denied';
      default:
        throw error;
    }
  }
}
