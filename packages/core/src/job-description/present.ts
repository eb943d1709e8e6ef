/** The server's words for "nothing" in a text, alone or inside a list, become absence. Others stay as they are. */
export function presentText(text: string): string | undefined {
  const trimmed = text.trim();
  return trimmed === '' || trimmed === 'NULL' ? undefined : text;
}

/** A `T` in the making: its optional keys may also be there and undefined. */
export type Undecided<T> = { [Key in keyof T]: object extends Pick<T, Key> ? T[Key] | undefined : T[Key] };

/** `record` without the keys whose value is undefined: what is absent is not there. */
export function present<T extends object>(record: Undecided<T>): T;
export function present(record: object): object {
  const there: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(record)) if (value !== undefined) there[key] = value;
  return there;
}
