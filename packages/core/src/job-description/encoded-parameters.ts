/** The least that a command line of two words comes to. */
const shortest = 8;

/**
 * The parameters that `text` encodes, or `text` itself. The server sends `jobPars` in base64 when a task asks for it, but
 * does not say so, and a payload's parameters may be base64 in their own right. So it is decoded only when
 * - the whole text is base64 in canonical form: alphabet, padding, unused bits zero; of 8 characters at least,
 * - it decodes to UTF-8 without control characters other than tab and newline, and
 * - what comes out reads like a command line, more than one word or an option first, and not like a document
 *   (`{`, `[`, `<` or `#` first) that a payload was given in base64.
 * Plain parameters do not pass: with a blank they are outside the alphabet, and a single word decodes to noise.
 */
export function decodeParameters(text: string): string {
  if (text.length < shortest || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return text;
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) return text;
  const decoded = bytes.toString('utf8');
  return isPrintable(decoded) && isCommandLine(decoded) ? decoded : text;
}

/** U+FFFD is what invalid UTF-8 is decoded to. */
function isPrintable(text: string): boolean {
  return !/[^\P{Cc}\t\n]|�/u.test(text);
}

function isCommandLine(text: string): boolean {
  return /^-|\S\s+\S/.test(text) && !/^\s*[{[<#]/.test(text);
}
