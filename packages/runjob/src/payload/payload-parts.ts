import { join } from 'node:path';
import type { AuxiliaryCommand, Job, JobStep } from '@panda-pilot/core';
import { splitWords } from './split-words.ts';

/** One command of a payload. */
export interface PayloadPart {
  readonly kind: 'preprocess' | 'step' | 'postprocess' | 'coprocess';
  /** Begins the names of its files. */
  readonly name: string;
  /** The program, then its arguments. */
  readonly words: readonly string[];
  /** They are a command line of the job's own for a shell: nothing is added to them, and its exit codes are the user's. */
  readonly byShell?: true;
  /** The step itself, and for what runs around the steps the first of them: its software is set up. */
  readonly step: JobStep;
}

/** A part whose files are in the work directory: a URL among its words has become a path. */
export interface ReadyPart extends PayloadPart {
  /** The name of the script that sets its software up. */
  readonly setUp?: string;
  /** Where its program is looked for first. */
  readonly folders: readonly string[];
}

/**
 * What a job runs, one after the other: the command before the steps, the steps, the command after them. Throws
 * SETUP_FAILURE for a quotation that does not end and for a command without a word.
 */
export function payloadParts({ multiStep, steps }: Pick<Job, 'multiStep' | 'steps'>): readonly PayloadPart[] {
  return [
    ...auxiliaryPart('preprocess', multiStep?.preprocess, steps),
    ...steps.map((step, index): PayloadPart => ({
      kind: 'step',
      name: stepName(steps, index),
      ...stepWords(step, multiStep),
      step,
    })),
    ...auxiliaryPart('postprocess', multiStep?.postprocess, steps),
  ];
}

/**
 * Jobs whose steps run in an image of the user's have the transformation before and after them, on the node: it writes
 * what the image is to run, and `containerExec` runs that, with the shell that every image has.
 */
function stepWords(step: JobStep, multiStep: Job['multiStep']): Pick<PayloadPart, 'words' | 'byShell'> {
  const exec = multiStep?.containerOptions?.['containerExec'];
  if (multiStep?.preprocess === undefined || typeof exec !== 'string' || exec.trim() === '') {
    return { words: [step.transformation, ...splitWords(step.parameters)] };
  }
  return { words: ['/bin/sh', '-c', exec], byShell: true };
}

/** Whether a part runs in the image of its job: what runs around the steps does not. */
export function runsInImage({ kind }: Pick<PayloadPart, 'kind'>): boolean {
  return kind === 'step';
}

/** Whether anything runs around the steps. */
export function hasPartsAround({ multiStep }: Pick<Job, 'multiStep'>): boolean {
  return [multiStep?.preprocess, multiStep?.postprocess, multiStep?.coprocess].some((command) => command !== undefined);
}

/** What runs beside the steps; undefined for most jobs. Throws as `payloadParts` does. */
export function coprocessPart({ multiStep, steps }: Pick<Job, 'multiStep' | 'steps'>): PayloadPart | undefined {
  return auxiliaryPart('coprocess', multiStep?.coprocess, steps)[0];
}

/** How many parts `payloadParts` has; never throws. */
export function countParts(job: Pick<Job, 'multiStep' | 'steps'>): number {
  return partNames(job).filter((name) => name !== 'coprocess').length;
}

/** The names of all parts, the co-process among them; never throws. */
export function partNames({ multiStep, steps }: Pick<Job, 'multiStep' | 'steps'>): readonly string[] {
  const around = (['preprocess', 'postprocess', 'coprocess'] as const).filter(
    (kind) => multiStep?.[kind] !== undefined,
  );
  return [...steps.map((_, index) => stepName(steps, index)), ...around];
}

/** Whether a file of the work directory is the stdout or stderr of a part. */
export function isPartOutput(name: string): boolean {
  return /^(?:payload(?:_\d+)?|(?:pre|post|co)process)\.std(?:out|err)$/.test(name);
}

/** The name of the script that sets a part's software up. */
export function setUpName({ name }: Pick<PayloadPart, 'name'>): string {
  return `${name}_setup.sh`;
}

/** Where a part's stdout and stderr go. */
export function outputFiles(work: string, { name }: Pick<PayloadPart, 'name'>): readonly [string, string] {
  return [join(work, `${name}.stdout`), join(work, `${name}.stderr`)];
}

function stepName(steps: readonly JobStep[], index: number): string {
  return steps.length === 1 ? 'payload' : `payload_${index + 1}`;
}

function auxiliaryPart(
  kind: 'preprocess' | 'postprocess' | 'coprocess',
  command: AuxiliaryCommand | undefined,
  steps: readonly JobStep[],
): PayloadPart[] {
  const [step] = steps;
  if (command === undefined || step === undefined) return [];
  return [{ kind, name: kind, words: splitWords(`${command.command} ${command.args}`), step }];
}
