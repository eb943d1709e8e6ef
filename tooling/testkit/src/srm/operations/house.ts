import type { SoapCall, Xml } from '../soap.ts';
import type { SrmStorage } from '../storage.ts';

/** What the endpoint knows beside its files. */
export interface SrmHouse {
  readonly storage: SrmStorage;
  /** Space descriptions and their tokens. */
  readonly spaces: Readonly<Record<string, string>>;
  /** Where a file's bytes are moved; undefined where none of these protocols is spoken. */
  readonly turl: (path: string, protocols: readonly string[]) => string | undefined;
}

/** What the endpoint answers to one call. */
export type Operation = (call: SoapCall) => Promise<Xml>;
