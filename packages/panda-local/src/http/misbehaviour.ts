import { z } from 'zod';
import { type HttpAnswer, text } from './answer.ts';

const simpleFaultSchema = z.union([
  z.enum(['hang', 'cut', 'html', 'garbage', 'database-error']),
  z.strictObject({ kind: z.literal('http'), status: z.int().min(200).max(599), body: z.string().optional() }),
  z.strictObject({ kind: z.literal('cut'), at: z.enum(['before', 'middle']) }),
  z.strictObject({ kind: z.literal('slow'), bytesPerSecond: z.number().positive() }),
]);

/** How a method goes wrong. Only `slow`, a cut in the middle and `after` do the work of the method. */
export const faultSchema = z.union([
  simpleFaultSchema,
  /** Does the work, then goes wrong: by default the connection is cut before the answer. */
  z.strictObject({ kind: z.literal('after'), fault: simpleFaultSchema.optional() }),
]);
/** What the schema reads: a word, or an object with details. */
export type Fault = z.infer<typeof faultSchema>;
type SimpleFault = z.infer<typeof simpleFaultSchema>;

/** Reads an entry of the script. */
export const misbehaviourSchema = z.strictObject({
  /** `pilot/update_job`, of the classic API `updateJob`, or `*` for every method. */
  method: z.string().min(1),
  fault: faultSchema,
  /** How many calls go wrong; 1 when absent. */
  times: z.int().positive().optional(),
  /** How many calls go well before. */
  skip: z.int().nonnegative().optional(),
});
/** One entry of the script: which calls of which method go wrong, and how. */
export type Misbehaviour = z.infer<typeof misbehaviourSchema>;

/** How an answer leaves. */
export type Delivery =
  | { readonly kind: 'whole' | 'hang' | 'cut' | 'cut-in-the-middle' }
  | { readonly kind: 'slow'; readonly bytesPerSecond: number };

/** What a fault means for one call. */
export interface Effect {
  /** Whether the method does its work. */
  readonly works: boolean;
  /** What is answered instead of the method's own answer. */
  readonly answer?: HttpAnswer;
  readonly delivery: Delivery;
}

/** The faults that are still to come, in the order they were scripted. */
export class FaultSchedule {
  readonly #entries: { method: string; fault: Fault; times: number; skip: number }[] = [];

  add(script: Misbehaviour): void {
    const { method, fault, times = 1, skip = 0 } = misbehaviourSchema.parse(script);
    this.#entries.push({ method, fault, times, skip });
  }

  /** The fault of this call of `method`; undefined when it goes well. Every call counts for the first entry that names it. */
  take(method: string): Fault | undefined {
    const entry = this.#entries.find((candidate) => candidate.method === method || candidate.method === '*');
    if (entry === undefined) return undefined;
    if (entry.skip > 0) {
      entry.skip -= 1;
      return undefined;
    }
    entry.times -= 1;
    if (entry.times === 0) this.#entries.splice(this.#entries.indexOf(entry), 1);
    return entry.fault;
  }
}

const PAGE =
  '<html><head><title>503 Service Unavailable</title></head><body><h1>Service Unavailable</h1></body></html>\n';

/** What the fault does to a call of an API that tells of trouble with its database by `databaseError`. */
export function effectOf(fault: Fault, databaseError: () => HttpAnswer): Effect {
  if (typeof fault === 'object' && fault.kind === 'after') {
    return { ...simpleEffect(fault.fault ?? 'cut', databaseError), works: true };
  }
  return simpleEffect(fault, databaseError);
}

function simpleEffect(fault: SimpleFault, databaseError: () => HttpAnswer): Effect {
  const whole: Delivery = { kind: 'whole' };
  if (fault === 'hang' || fault === 'cut') return { works: false, delivery: { kind: fault } };
  if (fault === 'html')
    return { works: false, answer: { status: 200, contentType: 'text/html', body: PAGE }, delivery: whole };
  if (fault === 'garbage')
    return { works: false, answer: text(200, '\u0000\u0007{"success": tr\ufffd'), delivery: whole };
  if (fault === 'database-error') return { works: false, answer: databaseError(), delivery: whole };
  if (fault.kind === 'slow') return { works: true, delivery: fault };
  if (fault.kind === 'http') return { works: false, answer: text(fault.status, fault.body ?? ''), delivery: whole };
  return fault.at === 'before'
    ? { works: false, delivery: { kind: 'cut' } }
    : { works: true, delivery: { kind: 'cut-in-the-middle' } };
}
