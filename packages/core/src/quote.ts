/** More of a value than this says nothing more. */
const longest = 60;

/** `value` as a message shows it: on one line, in quotes if it is text, cut where it grows long. */
export function quote(value: unknown): string {
  if (typeof value === 'string') return quoteText(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

function quoteText(text: string): string {
  if (text.length <= longest) return JSON.stringify(text);
  return `${JSON.stringify(text.slice(0, longest))}… (${text.length} characters)`;
}
