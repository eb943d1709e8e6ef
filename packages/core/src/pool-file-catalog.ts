import { attributeOf, badXml, childOf, childrenOf, readXml, type XmlElement } from './xml/read-xml.ts';
import { writeXml, xmlHeader, type XmlNode } from './xml/write-xml.ts';

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

const what = 'PoolFileCatalog';

/**
 * Reads a PoolFileCatalog, the pilot's or the payload's; what else a payload writes into it is passed over. Throws
 * PilotError BAD_XML with the line.
 */
export function readPoolFileCatalog(text: string): readonly CatalogFile[] {
  return filesOf(readXml(text, what), what).map(readFile);
}

/**
 * `PoolFileCatalog.xml` (or, with lfns, its TURL variant); with kind `output` the `OutPutFileCatalog.xml`. Throws PilotError
 * BAD_XML for a name with a control character.
 */
export function writePoolFileCatalog(files: readonly CatalogFile[], kind: CatalogKind = 'input'): string {
  return `${xmlHeader('Edited By POOL')}${writeXml(catalogOf(files.map((file) => fileNode(file, kind))), what)}`;
}

/** The lfn of a file in the TURL catalogue: the base name without `scope:` and without `__DQ2-<digits>`. */
export function catalogLfn(name: string): string {
  const baseName = name.slice(name.lastIndexOf('/') + 1);
  return baseName.slice(baseName.lastIndexOf(':') + 1).replace(/__DQ2-\d+/, '');
}

/** The `File` elements of a catalogue. Throws PilotError BAD_XML when it is none. */
export function filesOf(root: XmlElement, what: string): readonly XmlElement[] {
  if (root.name !== 'POOLFILECATALOG') {
    throw badXml(what, `the root is <${root.name}>, not <POOLFILECATALOG>`, { line: root.line });
  }
  return childrenOf(root, 'File');
}

/** The root element with these files. */
export function catalogOf(children: readonly XmlNode[]): XmlNode {
  return { name: 'POOLFILECATALOG', children };
}

/** The name in `logical/lfn`, if there is one. */
export function lfnOf(file: XmlElement, what: string): string | undefined {
  const logical = childOf(file, 'logical');
  const lfn = logical === undefined ? undefined : childOf(logical, 'lfn');
  return lfn === undefined ? undefined : attributeOf(lfn, 'name', what);
}

function readFile(file: XmlElement): CatalogFile {
  const physical = childOf(file, 'physical');
  const pfns = physical === undefined ? [] : childrenOf(physical, 'pfn');
  const lfn = lfnOf(file, what);
  return {
    guid: attributeOf(file, 'ID', what),
    pfns: pfns.map((pfn) => attributeOf(pfn, 'name', what)),
    ...(lfn === undefined ? {} : { lfn }),
  };
}

function fileNode({ guid, pfns, lfn }: CatalogFile, kind: CatalogKind): XmlNode {
  const physical = {
    name: 'physical',
    children: pfns.map((name) => ({ name: 'pfn', attributes: { filetype: 'ROOT_All', name } })),
  };
  return {
    name: 'File',
    attributes: { ID: guid },
    children: kind === 'output' ? [physical] : [physical, logical(lfn)],
  };
}

/** `logical` with its lfn, or empty. */
export function logical(lfn?: string): XmlNode {
  return { name: 'logical', children: lfn === undefined ? [] : [{ name: 'lfn', attributes: { name: lfn } }] };
}
