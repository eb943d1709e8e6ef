/** The two clocks of a machine, in milliseconds: one that never jumps, and the one that files are stamped with. */
export interface Clocks {
  steady(): number;
  wall(): number;
}

export const realClocks: Clocks = { steady: () => performance.now(), wall: () => Date.now() };

/** A tick that is so much late was not late by chance. */
const toleranceMs = 5000;

/** Time in which the payload could work: a suspended slot, a sleeping machine and a clock that was set do not count. */
export interface ActiveTime {
  /** Milliseconds; never runs backwards. */
  now(): number;
  /** To be called every `expectedMs`: what has passed beyond that was a suspension. */
  tick(expectedMs: number): void;
  /** The payload alone did not run for `ms` until this moment. */
  payloadWasStopped(ms: number): void;
  /** For how long, in active time, the wall clock's moment `wallMs` is past; 0 for the future. */
  ageOf(wallMs: number): number;
}

export function createActiveTime(clocks: Clocks = realClocks): ActiveTime {
  const pauses: { readonly endedAt: number; readonly wallMs: number }[] = [];
  let lost = 0;
  let steadyThen = clocks.steady();
  let wallThen = clocks.wall();
  return {
    now: () => clocks.steady() - lost,
    tick(expectedMs) {
      const steadyLate = clocks.steady() - steadyThen - expectedMs;
      const wallLate = clocks.wall() - wallThen - expectedMs;
      if (steadyLate > toleranceMs) lost += steadyLate;
      if (wallLate > toleranceMs) pauses.push({ endedAt: clocks.wall(), wallMs: wallLate });
      steadyThen = clocks.steady();
      wallThen = clocks.wall();
    },
    payloadWasStopped(ms) {
      lost += ms;
      pauses.push({ endedAt: clocks.wall(), wallMs: ms });
    },
    ageOf(wallMs) {
      const paused = pauses.reduce((sum, pause) => (pause.endedAt > wallMs ? sum + pause.wallMs : sum), 0);
      return Math.max(0, clocks.wall() - wallMs - paused);
    },
  };
}
