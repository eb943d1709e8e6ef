/** Old and short names of copytools, as queues write them, and what they stand for. */
export const copytoolAliases: Readonly<Record<string, string>> = {
  lcgcp: 'lcg-cp',
  lcgcp2: 'lcg-cp2',
  gridftp: 'gsiftp',
  gfal: 'gfal-copy',
  gfalcopy: 'gfal-copy',
};

/** The one spelling of a copytool's name: old and short names of the wire are resolved. */
export function copytoolName(name: string): string {
  return Object.hasOwn(copytoolAliases, name) ? (copytoolAliases[name] ?? name) : name;
}
