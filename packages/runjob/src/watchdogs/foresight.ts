/**
 * In how many milliseconds a value that grows is at its limit, should it go on as between its last two measurements;
 * infinite when it does not grow.
 */
export type Foresight = (value: number) => number;

/** Makes it for one value and its limit. */
export function createForesight(limit: number, now: () => number = () => performance.now()): Foresight {
  let before: { readonly value: number; readonly at: number } | undefined;
  return (value) => {
    const last = before;
    const at = now();
    before = { value, at };
    if (last === undefined || value <= last.value || at <= last.at) return Number.POSITIVE_INFINITY;
    return ((limit - value) / (value - last.value)) * (at - last.at);
  };
}
