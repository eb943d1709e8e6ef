import type { Mover } from './mover.ts';

/** Whether `mover` takes URLs of this scheme. */
export function accepts({ schemes }: Pick<Mover, 'schemes'>, { protocol }: URL): boolean {
  return schemes.includes(protocol.slice(0, -1));
}
