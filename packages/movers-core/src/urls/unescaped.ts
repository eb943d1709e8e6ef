/** Part of a URL with its escapes read; a `%` that begins none stands for itself. */
export function unescaped(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    return written; // it throws for nothing else
  }
}
