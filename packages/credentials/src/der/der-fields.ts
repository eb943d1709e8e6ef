import { childrenOf, type DerElement } from './der-element.ts';
import { DerError } from './der-error.ts';

/** The parts of one constructed element, taken one after the other in the order of its schema. Every method throws DerError. */
export class DerFields {
  readonly #what: string;
  readonly #parts: readonly DerElement[];
  readonly #end: number;
  #next = 0;

  /** `element` must have the identifier octet `tag`; `what` names it in errors. */
  constructor(element: DerElement, tag: number, what: string) {
    expectTag(element, tag, what);
    this.#what = what;
    this.#parts = childrenOf(element);
    this.#end = element.end;
  }

  /** The next part, which must be there and have the identifier octet `tag`, if one is given. */
  take(tag?: number): DerElement {
    const part = this.#parts[this.#next];
    if (part === undefined) throw new DerError(`${this.#what} ends too early`, this.#end);
    if (tag !== undefined) expectTag(part, tag, `a part of ${this.#what}`);
    this.#next += 1;
    return part;
  }

  /** The next part if it is there and has one of these identifier octets. */
  takeIf(...tags: readonly number[]): DerElement | undefined {
    const part = this.#parts[this.#next];
    if (part === undefined || !tags.includes(part.tag)) return undefined;
    this.#next += 1;
    return part;
  }

  /** All parts that are left. */
  rest(): readonly DerElement[] {
    const rest = this.#parts.slice(this.#next);
    this.#next = this.#parts.length;
    return rest;
  }

  /** There must be no part left. */
  finish(): void {
    const part = this.#parts[this.#next];
    if (part !== undefined) throw new DerError(`${this.#what} has a part too many`, part.start);
  }
}

/** Throws DerError unless `element` has the identifier octet `tag`. */
export function expectTag(element: DerElement, tag: number, what: string): void {
  if (element.tag === tag) return;
  throw new DerError(`${what} has the tag ${hex(element.tag)} instead of ${hex(tag)}`, element.start);
}

/** The only part of an element with an EXPLICIT tag. */
export function onlyPart(element: DerElement, tag: number, what: string): DerElement {
  const fields = new DerFields(element, tag, what);
  const part = fields.take();
  fields.finish();
  return part;
}

function hex(tag: number): string {
  return `0x${tag.toString(16).padStart(2, '0')}`;
}
