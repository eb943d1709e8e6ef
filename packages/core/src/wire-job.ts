/** A value of JSON, as deep as it is. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** The job dictionary as the server sends it: every key, known or not, with the value it came with. */
export type WireJob = Readonly<Record<string, JsonValue>>;
