import type { MoverDefinition } from './mover.ts';

/** The movers at hand, by the names that queuedata uses and by the URL schemes that they accept. */
export interface Registry {
  /** In the order given. */
  readonly names: readonly string[];
  /** Throws PilotError UNKNOWN_COPYTOOL that says which names there are. */
  find(copytool: string): MoverDefinition;
  /** All that accept `scheme` (without the colon), in the order given. */
  forScheme(scheme: string): readonly MoverDefinition[];
}

/** Builds a registry. Throws TypeError when two definitions have one name. */
export function createRegistry(definitions: readonly MoverDefinition[]): Registry {
  throw new TypeError(`createRegistry: ${definitions.length} definitions`);
}
