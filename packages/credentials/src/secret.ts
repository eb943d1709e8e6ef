import { inspect } from 'node:util';

/** Text that must not be printed: `reveal()` gives it; JSON, string templates and `util.inspect` show `[secret]`. */
export interface Secret {
  reveal(): string;
  toJSON(): string;
  toString(): string;
}

/** Wraps `text`. The text lives in a closure, so that no walk over properties finds it. */
export function secret(text: string): Secret {
  const hidden = {
    reveal: () => text,
    toJSON: () => shown,
    toString: () => shown,
    [inspect.custom]: () => shown,
  };
  return Object.freeze(hidden);
}

const shown = '[secret]';
