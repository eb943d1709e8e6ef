/** Splits at `separator` outside quotes of either kind. A quote that never closes is an ordinary character. */
export function splitOutsideQuotes(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    at = closingQuote(text, at) ?? at;
    if (text[at] === separator) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

/** Where the quoted text that opens at `at` closes; undefined when no quote opens there, or none closes. */
export function closingQuote(text: string, at: number): number | undefined {
  const quote = text[at];
  if (quote !== '"' && quote !== "'") return undefined;
  const end = text.indexOf(quote, at + 1);
  return end < 0 ? undefined : end;
}

/** The text without blanks around it and without the quotes that enclose it. */
export function unquoted(text: string): string {
  const trimmed = text.trim();
  return trimmed !== '' && closingQuote(trimmed, 0) === trimmed.length - 1 ? trimmed.slice(1, -1) : trimmed;
}
