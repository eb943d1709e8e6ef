/** What is wrong with a value, or with the part of it at `path`. */
export interface Problem {
  readonly path: readonly PropertyKey[];
  /** `is not a number`. */
  readonly problem: string;
}

/** A value that cannot be read. Stays inside this package: it becomes one PilotError for the whole file. */
export class Refusal extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ problem }) => problem).join('; '));
    this.problems = problems;
  }
}

/** Refuses the value that is being read. */
export function refuse(problem: string): never {
  throw new Refusal([{ path: [], problem }]);
}

/** Reads each part by its key, and refuses once for all parts that cannot be read. */
export function readEach<Part, T>(
  parts: Iterable<readonly [PropertyKey, Part]>,
  read: (part: Part, key: PropertyKey) => T,
): T[] {
  const values: T[] = [];
  const problems: Problem[] = [];
  for (const [key, part] of parts) {
    try {
      values.push(read(part, key));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problems.push(...error.problems.map(({ path, problem }) => ({ path: [key, ...path], problem })));
    }
  }
  if (problems.length > 0) throw new Refusal(problems);
  return values;
}
