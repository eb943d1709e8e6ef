const steps = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000,
  1_200_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000, 21_600_000, 43_200_000, 86_400_000,
];

/** Round moments from 0 to `length` milliseconds for the marks of an axis: at most seven. */
export function ticksOf(length: number): readonly number[] {
  const days = Math.ceil(length / 86_400_000 / 6) * 86_400_000;
  const step = steps.find((one) => length / one <= 6) ?? days;
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => index * step);
}
