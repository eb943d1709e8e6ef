import { PilotError } from '@panda-pilot/core';
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
  const byName = new Map<string, MoverDefinition>();
  for (const definition of definitions) {
    if (byName.has(definition.name)) throw new TypeError(`two movers are called ${definition.name}`);
    byName.set(definition.name, definition);
  }
  const names = [...byName.keys()];
  return {
    names,
    find(copytool) {
      const definition = byName.get(copytool);
      if (definition === undefined) throw unknownCopytool(copytool, names);
      return definition;
    },
    forScheme: (scheme) => definitions.filter(({ schemes }) => schemes.includes(scheme)),
  };
}

function unknownCopytool(copytool: string, names: readonly string[]): PilotError {
  return new PilotError('UNKNOWN_COPYTOOL', copytool, {
    hint: `correct the queue's copytool; this pilot knows ${names.length === 0 ? 'none' : names.join(', ')}`,
    details: { copytool },
  });
}
