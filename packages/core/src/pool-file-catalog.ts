/** One file of a PoolFileCatalog. */
export interface CatalogFile {
  readonly guid: string;
  /** Physical names: local paths, SURLs or TURLs, in order. Written with `filetype="ROOT_All"`. */
  readonly pfns: readonly string[];
  /** Logical name; absent: an empty `logical` element is written. */
  readonly lfn?: string;
}

/** Which catalogue is written: `input` for the payload (and the TURL variant, which has lfns), `output` has no `logical`. */
export type CatalogKind = 'input' | 'output';

/** Reads a PoolFileCatalog. Throws PilotError BAD_XML with the line. */
export function readPoolFileCatalog(text: string): readonly CatalogFile[] {
  throw new TypeError(`readPoolFileCatalog: ${text.length}`);
}

/** `PoolFileCatalog.xml` (or, with lfns, its TURL variant); with kind `output` the `OutPutFileCatalog.xml`. */
export function writePoolFileCatalog(files: readonly CatalogFile[], kind: CatalogKind = 'input'): string {
  throw new TypeError(`writePoolFileCatalog: ${files.length} ${kind}`);
}

/** The lfn of a file in the TURL catalogue: base name without `__DQ2-<digits>` and without `scope:`. */
export function catalogLfn(name: string): string {
  throw new TypeError(`catalogLfn: ${name}`);
}
