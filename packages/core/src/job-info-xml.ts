import { readXml, type XmlElement } from './xml/read-xml.ts';

/** What a transformation of the job-report-less days wrote of its failure. */
export interface JobInfo {
  /** Short name of the kind of error, such as `ATH_EXC_PYT`. */
  readonly acronym: string;
  /** The transformation's own number of the error. */
  readonly code?: number;
  readonly messages: readonly string[];
}

/**
 * The first `errorcategory` of a `jobInfo.xml`, with every `message` below it; undefined when the document names none.
 * Throws PilotError BAD_XML when it is not well formed.
 */
export function readJobInfo(text: string): JobInfo | undefined {
  const category = allNamed(readXml(text, 'jobInfo.xml'), 'errorcategory')[0];
  if (category === undefined) return undefined;
  const code = category.attributes.get('code') ?? '';
  return {
    acronym: category.attributes.get('acronym') ?? '',
    ...(/^-?\d{1,9}$/.test(code) ? { code: Number(code) } : {}),
    messages: allNamed(category, 'message')
      .map((message) => message.text.replaceAll(/\s+/g, ' ').trim())
      .filter((message) => message !== ''),
  };
}

/**
 * Number of events that a payload's `metadata.xml` tells, all `events` entries together; undefined when it tells none.
 * Throws PilotError BAD_XML.
 */
export function readEventCount(text: string): number | undefined {
  const root = readXml(text, 'metadata.xml');
  const told = [
    ...allNamed(root, 'events').map((element) => element.text.trim()),
    ...allNamed(root, 'metadata')
      .filter((entry) => entry.attributes.get('att_name') === 'events')
      .map((entry) => entry.attributes.get('att_value') ?? ''),
  ].filter((value) => /^\d{1,12}$/.test(value));
  return told.length === 0 ? undefined : told.reduce((sum, value) => sum + Number(value), 0);
}

/** `element` itself and all below it, if they have that name, in the order of the document. */
function allNamed(element: XmlElement, name: string): readonly XmlElement[] {
  return [...(element.name === name ? [element] : []), ...element.children.flatMap((child) => allNamed(child, name))];
}
