import { type Checksum, readChecksum } from './checksum.ts';
import { catalogOf, filesOf, lfnOf, logical } from './pool-file-catalog.ts';
import { attributeOf, badXml, childrenOf, readXml, type XmlElement } from './xml/read-xml.ts';
import { writeXml, xmlHeader, type XmlNode } from './xml/write-xml.ts';

/** One file of `metadata-<id>.xml`. */
export interface MetadataFile {
  readonly guid: string;
  readonly lfn: string;
  /** Absent: the file is not stored yet, or nobody said where. */
  readonly surl?: string;
  readonly sizeBytes?: number;
  /** adler32 or md5; a crc32c has no place in the document and is left out. */
  readonly checksum?: Checksum;
}

/** What `metadata-<id>.xml` is made of. */
export interface Metadata {
  /** Always written first; without size and checksum until the tarball exists. */
  readonly log?: MetadataFile;
  readonly files: readonly MetadataFile[];
  /** A further file whose size and checksum are not known yet (CERNVM); it has placeholders of its own. */
  readonly additional?: MetadataFile;
  /** Inputs that the payload never saw: appended as bare entries (`skipped.xml`). */
  readonly skipped?: readonly SkippedFile[];
  /** What stands for a surl that is not known: the placeholder `<GUID>-surltobeset` (the default), or nothing. */
  readonly unknownSurls?: 'placeholder' | 'left-out';
}

/** An input that the payload never saw. */
export interface SkippedFile {
  readonly guid: string;
  readonly lfn: string;
}

const what = 'metadata';

/** `metadata-<id>.xml`, log first. Throws PilotError BAD_XML for a name with a control character. */
export function writeMetadata(metadata: Metadata): string {
  const { log, files, additional, skipped = [], unknownSurls = 'placeholder' } = metadata;
  const surl = unknownSurls === 'placeholder' ? placeholderSurl : () => undefined;
  const nodes = [
    ...(log === undefined ? [] : [fileNode(log, surl, '')]),
    ...files.map((file) => fileNode(file, surl)),
    ...(additional === undefined ? [] : [fileNode(additional, surl, suffixOf(additional))]),
    ...skipped.map(skippedNode),
  ];
  return `${xmlHeader('Edited By POOL')}${writeXml(catalogOf(nodes), what)}`;
}

/**
 * Files of a `metadata-<id>.xml` in their order: log first, skipped inputs last. Placeholders are absence. Throws PilotError
 * BAD_XML with the line.
 */
export function readMetadata(text: string): readonly MetadataFile[] {
  return filesOf(readXml(text, what), what).map(readFile);
}

/** `skipped.xml`: bare `File` fragments, no root. Throws PilotError BAD_XML for a name with a control character. */
export function writeSkipped(files: readonly SkippedFile[]): string {
  return files.map((file) => writeXml(skippedNode(file), 'skipped.xml', 1)).join('');
}

/** Files of a `skipped.xml`. Throws PilotError BAD_XML with the line. */
export function readSkipped(text: string): readonly SkippedFile[] {
  const root = readXml(`<POOLFILECATALOG>${text}</POOLFILECATALOG>`, 'skipped.xml');
  return filesOf(root, 'skipped.xml').map((file) => ({ guid: attributeOf(file, 'ID', what), lfn: requiredLfn(file) }));
}

type SurlFor = (file: MetadataFile) => string | undefined;

function placeholderSurl({ guid }: SkippedFile): string {
  return `${guid}-surltobeset`;
}

/** `placeholder`: how the attributes end that stand for what is not known yet; absent: they are left out. */
function fileNode(file: MetadataFile, surlFor: SurlFor, placeholder?: string): XmlNode {
  const surl = file.surl ?? surlFor(file);
  return {
    name: 'File',
    attributes: { ID: file.guid },
    children: [
      logical(file.lfn),
      ...(surl === undefined ? [] : [attribute('surl', surl)]),
      ...sizeNodes(file, placeholder),
      ...checksumNodes(file, placeholder),
    ],
  };
}

function sizeNodes({ sizeBytes }: MetadataFile, placeholder: string | undefined): readonly XmlNode[] {
  if (sizeBytes !== undefined) return [attribute('fsize', String(sizeBytes))];
  return placeholder === undefined ? [] : [attribute(`fsize${placeholder}`, '')];
}

function checksumNodes({ checksum }: MetadataFile, placeholder: string | undefined): readonly XmlNode[] {
  if (checksum?.algorithm === 'adler32') return [attribute('adler32', checksum.value)];
  if (checksum?.algorithm === 'md5') return [attribute('md5sum', checksum.value)];
  return placeholder === undefined ? [] : [attribute(`csumtypetobeset${placeholder}`, '')];
}

function suffixOf({ lfn }: MetadataFile): string {
  return lfn.includes('.xml') ? 'XML' : 'Additional';
}

function skippedNode({ guid, lfn }: SkippedFile): XmlNode {
  return { name: 'File', attributes: { ID: guid }, children: [logical(lfn)] };
}

function attribute(name: string, value: string): XmlNode {
  return { name: 'metadata', attributes: { att_name: name, att_value: value } };
}

function readFile(file: XmlElement): MetadataFile {
  const guid = attributeOf(file, 'ID', what);
  const lfn = requiredLfn(file);
  const attributes = new Map(
    childrenOf(file, 'metadata').map((entry) => [
      attributeOf(entry, 'att_name', what),
      entry.attributes.get('att_value') ?? '',
    ]),
  );
  const surl = attributes.get('surl') ?? '';
  return {
    guid,
    lfn,
    ...(surl === '' || surl === placeholderSurl({ guid, lfn }) ? {} : { surl }),
    ...readSize(attributes.get('fsize') ?? '', file),
    ...readSum(attributes, file),
  };
}

function requiredLfn(file: XmlElement): string {
  const lfn = lfnOf(file, what);
  if (lfn === undefined) throw badXml(what, '<File> has no lfn', { line: file.line });
  return lfn;
}

function readSize(text: string, file: XmlElement): Pick<MetadataFile, 'sizeBytes'> {
  if (text === '') return {};
  if (!/^\d{1,15}$/.test(text)) throw badXml(what, `fsize ${JSON.stringify(text)} is no size`, { line: file.line });
  return { sizeBytes: Number(text) };
}

function readSum(attributes: ReadonlyMap<string, string>, file: XmlElement): Pick<MetadataFile, 'checksum'> {
  const md5 = attributes.get('md5sum');
  const text = attributes.get('adler32') ?? md5 ?? '';
  const checksum = readChecksum(text, attributes.has('adler32') ? 'adler32' : 'md5');
  if (checksum === 'unreadable') {
    throw badXml(what, `${JSON.stringify(text)} is no checksum`, { line: file.line });
  }
  return checksum === undefined ? {} : { checksum };
}
