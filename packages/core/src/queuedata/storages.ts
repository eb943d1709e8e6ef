/** One way into a storage: what stands before a file's path. */
export interface StorageProtocol {
  /** `root://se.example:1094`. */
  readonly endpoint: string;
  /** Directory that paths are appended to: `/atlas/datadisk/`. */
  readonly path: string;
  readonly flavour?: string;
}

/** A storage endpoint (RSE) of CRIC's ddmendpoints. */
export interface Storage {
  readonly name: string;
  readonly id?: number;
  readonly type?: string;
  readonly token?: string;
  readonly state?: string;
  readonly site?: string;
  /** Whether a file's path follows from scope and name alone. */
  readonly isDeterministic: boolean;
  /** Protocols by activity (`arprotocols`), best first. */
  readonly protocolsByActivity: Readonly<Record<string, readonly StorageProtocol[]>>;
  /** Protocols of object stores by id, with their settings, as they came (`rprotocols`). */
  readonly protocolsById: Readonly<Record<string, unknown>>;
  /** As it came: `bucket_id` and others. */
  readonly resource?: Readonly<Record<string, unknown>>;
  readonly unknown: Readonly<Record<string, unknown>>;
}

/**
 * Reads CRIC's ddmendpoints.json (keyed by name, or a list). Throws PilotError QUEUEDATA_NOT_OK that lists every mistake.
 */
export function parseStorages(text: string): ReadonlyMap<string, Storage> {
  throw new TypeError(`parseStorages: ${text.length}`);
}

/** Protocols of the first of `activities` that has any. */
export function protocolsFor(storage: Storage, activities: readonly string[]): readonly StorageProtocol[] {
  throw new TypeError(`protocolsFor: ${storage.name} ${activities.join()}`);
}
