/** Collects what a log tarball does not have, or not whole, and why. */
export interface LeftOut {
  note(why: string, name: string): void;
  /** For people, a reason a line with the first names of each; empty when nothing is missing. */
  text(): string;
}

/** A flood of names would itself be one. */
const namesOfEach = 20;

export function createLeftOut(): LeftOut {
  const reasons = new Map<string, { count: number; readonly names: string[] }>();
  return {
    note(why, name) {
      const reason = reasons.get(why) ?? { count: 0, names: [] };
      reason.count += 1;
      if (reason.names.length < namesOfEach) reason.names.push(name);
      reasons.set(why, reason);
    },
    text: () =>
      [...reasons]
        .map(
          ([why, { count, names }]) => `${why} (${count}): ${names.join(' ')}${count > names.length ? ' ...' : ''}\n`,
        )
        .join(''),
  };
}
