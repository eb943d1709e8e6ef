/** One transfer as the schedule sees it. */
export interface Task<Result> {
  /** The host that it burdens. */
  readonly endpoint: string;
  run(): Promise<Result>;
}

export interface ScheduleLimits {
  /** Tasks under way at once; at least 1. */
  readonly transfers: number;
  readonly transfersPerEndpoint: number;
}

/**
 * Runs all tasks, in their order as far as the limits allow, and resolves to their results in that order. Once a task
 * rejects no further one is started; rejects with its error when those under way have ended.
 */
export async function schedule<Result>(
  tasks: readonly Task<Result>[],
  limits: ScheduleLimits,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const failures: unknown[] = [];
  const waiting = [...tasks];
  const running = new Map<Task<Result>, Promise<void>>();

  const start = async (task: Task<Result>): Promise<void> => {
    try {
      results[tasks.indexOf(task)] = await task.run();
    } catch (error) {
      failures.push(error);
      waiting.length = 0;
    } finally {
      running.delete(task);
    }
  };
  while (waiting.length > 0 || running.size > 0) {
    let task = nextOf(waiting, [...running.keys()], limits);
    while (task !== undefined) {
      waiting.splice(waiting.indexOf(task), 1);
      running.set(task, start(task));
      task = nextOf(waiting, [...running.keys()], limits);
    }
    await Promise.race(running.values());
  }
  if (failures.length > 0) throw failures[0];
  return results;
}

/** The first task that waits for no other. */
function nextOf<Result>(
  waiting: readonly Task<Result>[],
  running: readonly Task<Result>[],
  limits: ScheduleLimits,
): Task<Result> | undefined {
  if (running.length >= limits.transfers) return undefined;
  return waiting.find(({ endpoint }) => {
    const there = running.filter((task) => task.endpoint === endpoint).length;
    return there < limits.transfersPerEndpoint;
  });
}
