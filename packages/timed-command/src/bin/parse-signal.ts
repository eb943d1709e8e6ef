import { constants } from 'node:os';

/**
 * A signal by name, with or without SIG, in either case, by number, or by the status of who died of it (143);
 * `undefined` when there is none.
 */
export function parseSignal(text: string): NodeJS.Signals | undefined {
  if (/^\d{1,9}$/.test(text)) return signalNames().find((name) => constants.signals[name] === (Number(text) & 127));
  const name = text.toUpperCase().replace(/^(?!SIG)/, 'SIG');
  return signalNames().find((candidate) => candidate === name);
}

/** What follows `128 +` in an exit code. */
export function signalNumber(signal: NodeJS.Signals): number {
  return constants.signals[signal];
}

function signalNames(): NodeJS.Signals[] {
  return Object.keys(constants.signals).filter((name): name is NodeJS.Signals => name in constants.signals);
}
