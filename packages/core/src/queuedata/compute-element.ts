import { isAbsent, isRecord, kind, readText } from './field-kinds.ts';

/** A compute element of the queue (`queues`): what a factory submits to. */
export interface ComputeElement {
  readonly endpoint?: string;
  readonly flavour?: string;
  readonly state?: string;
  /** What else stands in the entry, as it came. */
  readonly other: Readonly<Record<string, unknown>>;
}

export const computeElements = kind((value, wrong): readonly ComputeElement[] => {
  if (!Array.isArray(value)) return wrong('is not a list');
  return value.map((item: unknown, index) => {
    const { ce_endpoint, ce_flavour, ce_state, ...other } = isRecord(item) ? item : wrong('is not a record', [index]);
    const at = (name: string) => (problem: string) => wrong(problem, [index, name]);
    return {
      ...(isAbsent(ce_endpoint) ? {} : { endpoint: readText(ce_endpoint, at('ce_endpoint')) }),
      ...(isAbsent(ce_flavour) ? {} : { flavour: readText(ce_flavour, at('ce_flavour')) }),
      ...(isAbsent(ce_state) ? {} : { state: readText(ce_state, at('ce_state')) }),
      other,
    };
  });
});
