/** Text that is HTML already. Made by {@link html} only, so that nothing else reaches a page unescaped. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: text is escaped, markup is not, undefined is nothing, lists stand one after the other. */
export type Content = Markup | string | number | undefined | readonly Content[];

/** A template whose values are escaped, in elements and in quoted attributes. Its own lines lose their indentation. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(
    withoutIndentation(strings).reduce((text, part, index) => `${text}${textOf(values[index - 1])}${part}`),
  );
}

/** A template is a third spaces; that of a row is used ten thousand times. */
function withoutIndentation(strings: TemplateStringsArray): readonly string[] {
  const known = tight.get(strings) ?? strings.map((part) => part.replaceAll(/\n\s+/g, '\n'));
  tight.set(strings, known);
  return known;
}

const tight = new WeakMap<TemplateStringsArray, readonly string[]>();

/** The value as JSON in a data block: nothing in it can end the block, or begin a comment. */
export function dataBlock(id: string, value: unknown): Markup {
  const json = JSON.stringify(value)
    .replaceAll(turning, '�')
    .replaceAll(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return new Markup(`<script type="application/json" id="${escape(id)}">${json}</script>`);
}

/** Embeddings, overrides and isolates of the direction of writing. */
const turning = /[\u202A-\u202E\u2066-\u2069]/g;

function textOf(content: Content): string {
  if (content === undefined) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'string') return escape(content);
  if (typeof content === 'number') return String(content);
  return content.map(textOf).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters, which HTML does not allow, become visible; and those that turn the text behind them round. */
function escape(text: string): string {
  return text
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
    .replaceAll(/[^\P{Cc}\n\t]|\p{Cs}/gu, '�')
    .replaceAll(turning, '�');
}
