import { DOMParser, type Document, type Element, type Node } from '@xmldom/xmldom';
import { PilotError } from '../pilot-error.ts';
import { forbiddenCharacter } from './forbidden-character.ts';

/** Longest text that is read. A catalogue of 10,000 files has two to four million characters. */
export const maxXmlLength = 8 * 1024 * 1024;

/** Catalogues nest four elements deep. */
const maxDepth = 32;

/** An element of a document that is known to be well formed. */
export interface XmlElement {
  readonly name: string;
  readonly line: number;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Text between its tags, without that of its children. */
  readonly text: string;
}

/**
 * The root of a document. Throws PilotError BAD_XML, with the line of the tag in question, when it is not well formed, is
 * longer than {@link maxXmlLength}, declares entities or other things of its own, or holds a control character. Nothing
 * outside the text is ever read: a DOCTYPE's address is a name.
 */
export function readXml(text: string, what: string): XmlElement {
  if (text.length > maxXmlLength) throw badXml(what, `is longer than ${maxXmlLength} characters`);
  const declaration = /<!(ENTITY|ELEMENT|ATTLIST|NOTATION)\b/.exec(text);
  if (declaration !== null) {
    throw badXml(what, `declares an ${declaration[1]} of its own`, { line: lineAt(text, declaration.index) });
  }
  const root = parseDocument(text, what).documentElement;
  if (root === null) throw badXml(what, 'has no root element');
  return elementOf(root, what);
}

/** The first child of that name. */
export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

/** All children of that name. */
export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** An attribute that must be there and say something; throws PilotError BAD_XML with the line. */
export function attributeOf(element: XmlElement, name: string, what: string): string {
  const value = element.attributes.get(name) ?? '';
  if (value === '') throw badXml(what, `<${element.name}> has no ${name}`, { line: element.line });
  return value;
}

/** The error for a document that cannot be read or written. */
export function badXml(what: string, problem: string, at: { readonly line?: number; readonly cause?: unknown } = {}) {
  const line = at.line === undefined ? '' : `, line ${at.line}`;
  return new PilotError('BAD_XML', `${what}${line}: ${problem}`, {
    cause: at.cause,
    details: at.line === undefined ? {} : { line: at.line },
  });
}

function parseDocument(text: string, what: string): Document {
  let complaint: { readonly message: string; readonly line: number } | undefined;
  const parser = new DOMParser({
    normalizeLineEndings,
    onError: (_level, message, context: { locator?: { lineNumber?: number } } | undefined) => {
      complaint ??= { message, line: context?.locator?.lineNumber ?? 1 };
      throw new Error(message);
    },
  });
  try {
    return parser.parseFromString(text, 'text/xml');
  } catch (cause) {
    if (complaint === undefined) throw cause;
    throw badXml(what, complaint.message.replaceAll(/\s+/g, ' ').slice(0, 200), {
      line: Math.max(complaint.line, 1),
      cause,
    });
  }
}

/** XML 1.0's: the parser's own are those of XML 1.1, which turn U+2028 in a name into a line feed. */
function normalizeLineEndings(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n');
}

function elementOf(element: Element, what: string, depth = 1): XmlElement {
  const line = element.lineNumber ?? 1;
  if (depth > maxDepth) throw badXml(what, `is nested deeper than ${maxDepth} elements`, { line });
  const children: XmlElement[] = [];
  let text = '';
  for (let node = element.firstChild; node !== null; node = node.nextSibling) {
    if (isElement(node)) children.push(elementOf(node, what, depth + 1));
    else if (isText(node)) text += node.nodeValue ?? '';
  }
  const attributes = attributesOf(element);
  for (const value of [...attributes.values(), text.replaceAll(/[\t\n\r]/g, ' ')]) {
    const character = forbiddenCharacter(value);
    if (character !== undefined) throw badXml(what, `<${element.tagName}> holds ${character}`, { line });
  }
  return { name: element.tagName, line, attributes, children, text };
}

/** xmldom 0.9.12 declares getAttributeNames and does not have it. */
function attributesOf({ attributes }: Element): ReadonlyMap<string, string> {
  const all = Array.from({ length: attributes.length }, (_, index) => attributes.item(index));
  return new Map(all.flatMap((attribute) => (attribute === null ? [] : [[attribute.name, attribute.value]])));
}

function isElement(node: Node): node is Element {
  return node.nodeType === node.ELEMENT_NODE;
}

function isText(node: Node): boolean {
  return node.nodeType === node.TEXT_NODE || node.nodeType === node.CDATA_SECTION_NODE;
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
