import { PilotError } from '../pilot-error.ts';
import type { PilotErrorName } from '../pilot-errors.ts';

/** More sentences than these help nobody; the rest is counted. */
const mostShown = 20;

/** No field of the server has a longer name. */
const longestField = 40;

/** Neither the site nor the pilot can help: the table's hints for these errors look further afield. */
const forWhoeverMadeIt =
  'For whoever made the job (the user, or the production system): correct the named fields and submit it again';

/** What is wrong with one job, collected over all of its fields so that it can be told at once. */
export class Problems {
  readonly #fields = new Set<string>();
  readonly #sentences: string[] = [];
  #first: PilotErrorName | undefined;
  #count = 0;

  /** `field` is the server's word; `what` says what is wrong with it and quotes its value. */
  add(name: PilotErrorName, field: string, what: string): void {
    this.#first ??= name;
    this.#fields.add(field);
    this.#count += 1;
    if (this.#count <= mostShown) this.#sentences.push(`${field.slice(0, longestField)}: ${what}`);
  }

  /** True when something has been said of `field` already. */
  concern(field: string): boolean {
    return this.#fields.has(field);
  }

  /** Throws one PilotError that tells all; it has the name of the first problem. */
  throwIfAny(): void {
    if (this.#first === undefined) return;
    const rest = this.#count > mostShown ? [`and ${this.#count - mostShown} more`] : [];
    throw new PilotError(this.#first, [...this.#sentences, ...rest].join('; '), {
      hint: forWhoeverMadeIt,
      details: { problems: this.#count },
    });
  }
}
