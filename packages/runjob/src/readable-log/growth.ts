import { z } from 'zod';
import { parseJson } from '../state/parse-json.ts';

/** When a file had grown to which size: what gives lines without a time one. */
export interface Growth {
  /**
   * The first moment at which the file `name` was seen to hold its byte `offset`; the end of what wrote it when nobody
   * looked before.
   */
  timeAt(name: string, offset: number): number;
}

const sampleSchema = z.object({ at: z.iso.datetime(), streams: z.record(z.string(), z.number()) });

/** Reads the growth of a payload's output from `samples.jsonl`; `endOf` tells when nothing was written to a file any more. */
export function readGrowth(samples: string, endOf: (name: string) => number): Growth {
  const seen = new Map<string, Step[]>();
  for (const line of samples.split('\n')) {
    const sample = sampleSchema.safeParse(parseJson(line)).data;
    if (sample === undefined) continue;
    for (const [name, size] of Object.entries(sample.streams)) {
      const steps = seen.get(name) ?? [];
      if (size > (steps.at(-1)?.size ?? 0)) steps.push({ at: Date.parse(sample.at), size });
      seen.set(name, steps);
    }
  }
  return {
    timeAt: (name, offset) => Math.min(firstBeyond(seen.get(name) ?? [], offset)?.at ?? Infinity, endOf(name)),
  };
}

interface Step {
  readonly at: number;
  readonly size: number;
}

/** The first of ever larger `steps` whose size is beyond `offset`, found by halving: there is a look for every line of a log. */
function firstBeyond(steps: readonly Step[], offset: number): Step | undefined {
  let from = 0;
  for (let to = steps.length; from < to;) {
    const middle = (from + to) >> 1;
    if ((steps[middle]?.size ?? 0) > offset) to = middle;
    else from = middle + 1;
  }
  return steps[from];
}
