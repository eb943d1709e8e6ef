/** The value of a JSON text; undefined for one that is none, such as a line that was cut off when its writer was killed. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
