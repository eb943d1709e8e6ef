/** The server's words for "nothing" in a text, alone or inside a list, become absence. Others stay as they are. */
export function presentText(text: string): string | undefined {
  const trimmed = text.trim();
  return trimmed === '' || trimmed === 'NULL' ? undefined : text;
}

/** `record` without the keys whose value is undefined: what is absent is not there. */
export function present<T extends object>(record: Undecided<T>): T;
export function present(record: object): object {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

/** A `T` whose optional keys may also be there and undefined. */
type Undecided<T> = { [Key in keyof T]: object extends Pick<T, Key> ? T[Key] | undefined : T[Key] };
