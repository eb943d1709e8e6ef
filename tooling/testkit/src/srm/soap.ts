import { DOMParser, type Element } from '@xmldom/xmldom';

/** One call of the web service, as the client wrote it. */
export interface SoapCall {
  /** `srmLs` */
  readonly operation: string;
  /** The text of the first element of that name, wherever it stands. */
  readonly text: (name: string) => string | undefined;
  /** The texts of all elements of that name, in their order. */
  readonly texts: (name: string) => readonly string[];
}

/** What an answer is made of: elements in their order; undefined ones are left out. */
export type Xml = readonly (readonly [name: string, content: string | number | Xml] | undefined)[];

/** Reads the body of a SOAP 1.1 request. Throws for what is none. */
export function readCall(body: string): SoapCall {
  const document = new DOMParser().parseFromString(body, 'text/xml');
  const bodies = document.getElementsByTagNameNS('http://schemas.xmlsoap.org/soap/envelope/', 'Body');
  const call = [...(bodies[0]?.childNodes ?? [])].find((node): node is Element => node.nodeType === 1);
  if (call === undefined) throw new Error('a SOAP request without a body');
  const texts = (name: string): readonly string[] =>
    [...call.getElementsByTagName(name)].map((element) => element.textContent ?? '');
  return { operation: call.localName ?? '', texts, text: (name) => texts(name)[0] };
}

/** The answer to a call of `operation`, in the RPC style of SRM: the elements within have no prefix. */
export function writeAnswer(operation: string, content: Xml): string {
  const envelope = [
    'xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"',
    'xmlns:srm="http://srm.lbl.gov/StorageResourceManager"',
  ].join(' ');
  const answer = written([[`${operation}Response`, content]]);
  const body = `<srm:${operation}Response>${answer}</srm:${operation}Response>`;
  return `<?xml version="1.0" encoding="UTF-8"?><soap:Envelope ${envelope}><soap:Body>${body}</soap:Body></soap:Envelope>`;
}

function written(content: Xml): string {
  return content
    .map((element) => {
      if (element === undefined) return '';
      const [name, value] = element;
      const inner = typeof value === 'object' ? written(value) : escaped(String(value));
      return `<${name}>${inner}</${name}>`;
    })
    .join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (character) => entities[character] ?? '');
}
