import type { Fault as ServerFault, Misbehaviour } from '@panda-pilot/panda-local';
import type { Random } from './random.ts';

/** Something that goes wrong, `afterMs` after the one before it could happen. */
export type Fault = { readonly afterMs: number } & (
  | { readonly kind: 'server'; readonly script: Misbehaviour }
  | { readonly kind: 'kill'; readonly victim: 'agent' | 'runjob' | 'both'; readonly which: number }
  | { readonly kind: 'full-disk'; readonly forMs: number }
  | { readonly kind: 'revoked'; readonly forMs: number }
);

/** What a payload of the test does. */
export interface JobPlan {
  readonly sleepSeconds: number;
  readonly exitCode: 0 | 3;
}

/** How often each kind comes up, of a hundred. */
const weights: readonly (readonly [weight: number, kind: Fault['kind']])[] = [
  [55, 'server'],
  [35, 'kill'],
  [4, 'full-disk'],
  [6, 'revoked'],
];

/** Every kind is among the first faults of a plan, the others come as chance has it. */
export function planFaults(random: Random, count: number): readonly Fault[] {
  const sure = weights.map(([, kind]) => kind);
  return Array.from({ length: count }, (_, index) => planFault(random, sure[index] ?? chooseKind(random)));
}

/** One payload in eight fails by itself. */
export function planJobs(random: Random, count: number): readonly JobPlan[] {
  return Array.from({ length: count }, () => ({
    sleepSeconds: random.between(0, 4) / 10,
    exitCode: random.next() < 1 / 8 ? 3 : 0,
  }));
}

function chooseKind(random: Random): Fault['kind'] {
  let left = random.between(0, 100);
  for (const [weight, kind] of weights) {
    if (left < weight) return kind;
    left -= weight;
  }
  return 'server';
}

function planFault(random: Random, kind: Fault['kind']): Fault {
  const afterMs = random.between(0, 60);
  switch (kind) {
    case 'server':
      return { kind, afterMs, script: planServerFault(random) };
    case 'kill':
      return {
        kind,
        afterMs,
        victim: random.pick(['agent', 'runjob', 'runjob', 'both']),
        which: random.between(0, 1000),
      };
    case 'full-disk':
    case 'revoked':
      return { kind, afterMs, forMs: random.between(50, 500) };
  }
}

const noWork: readonly ServerFault[] = [
  { kind: 'http', status: 500, body: 'oops' },
  { kind: 'http', status: 503, body: '' },
  { kind: 'http', status: 404, body: 'no such place' },
  'hang',
  'cut',
  'html',
  'garbage',
  'database-error',
];
/** The server acts, and the pilot does not hear of it. */
const lostAnswers: readonly ServerFault[] = [
  { kind: 'after' },
  { kind: 'after', fault: 'hang' },
  { kind: 'after', fault: 'html' },
  { kind: 'cut', at: 'middle' },
  { kind: 'slow', bytesPerSecond: 20 },
];

/** A job whose dispatch was answered into the void is lost until the server gives it up: of those there are few. */
function planServerFault(random: Random): Misbehaviour {
  const method = random.pick([
    'pilot/update_job',
    'pilot/update_job',
    'pilot/update_job',
    'pilot/acquire_jobs',
    'pilot/get_job_status',
  ]);
  const lost = random.next() < (method === 'pilot/acquire_jobs' ? 0.1 : 0.5);
  return { method, fault: random.pick(lost ? lostAnswers : noWork), times: random.between(1, 4) };
}
