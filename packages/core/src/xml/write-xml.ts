import { DOMImplementation, type Document, type Element, XMLSerializer } from '@xmldom/xmldom';
import { forbiddenCharacter } from './forbidden-character.ts';
import { badXml } from './read-xml.ts';

/** An element to be written: with children, with a text, or empty. */
export interface XmlNode {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children?: readonly XmlNode[];
  readonly text?: string;
}

/** Lines that stand before the root of every document of the pilot. */
export function xmlHeader(comment: string): string {
  return [
    '<?xml version="1.0" encoding="UTF-8" standalone="no" ?>',
    `<!-- ${comment} -->`,
    '<!DOCTYPE POOLFILECATALOG SYSTEM "InMemory">',
    '',
  ].join('\n');
}

/**
 * The text of `node`, each element on a line of its own, two blanks deeper than its parent. Throws PilotError BAD_XML when an
 * attribute or a text holds a control character. The root has a closing tag even when it is empty: others splice before it.
 */
export function writeXml(node: XmlNode, what: string, depth = 0): string {
  const document = new DOMImplementation().createDocument(null, '', null);
  const element = elementFor(node, { document, what, depth });
  return `${indent(depth)}${new XMLSerializer().serializeToString(element, { requireWellFormed: true })}\n`;
}

interface Place {
  readonly document: Document;
  readonly what: string;
  readonly depth: number;
}

function elementFor(node: XmlNode, { document, what, depth }: Place): Element {
  const element = document.createElement(node.name);
  for (const [name, value] of Object.entries(node.attributes ?? {})) {
    element.setAttribute(name, writable(value, `${node.name} ${name}`, what));
  }
  if (node.text !== undefined) {
    element.appendChild(document.createTextNode(writable(node.text, node.name, what)));
  }
  for (const child of node.children ?? []) {
    element.appendChild(document.createTextNode(`\n${indent(depth + 1)}`));
    element.appendChild(elementFor(child, { document, what, depth: depth + 1 }));
  }
  const hasClosingTag = depth === 0 || (node.children ?? []).length > 0;
  if (hasClosingTag) element.appendChild(document.createTextNode(`\n${indent(depth)}`));
  return element;
}

function writable(value: string, place: string, what: string): string {
  const character = forbiddenCharacter(value);
  if (character !== undefined) throw badXml(what, `${place} ${JSON.stringify(value)} holds ${character}`);
  return value;
}

function indent(depth: number): string {
  return '  '.repeat(depth);
}
