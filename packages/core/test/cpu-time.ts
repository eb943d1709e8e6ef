/** Milliseconds of the processor that `work` takes: what a busy machine does meanwhile is not counted. */
export function cpuTimeMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
