/** The value of a line of JSON; undefined for one that was cut off when its writer was killed. */
export function parsedJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
