/**
 * The chains of names in an LSC file: each begins with the name of a VOMS server's certificate, followed by that of its
 * authority and, maybe, those above. All names are in the form with slashes.
 */
export function parseLsc(text: string): readonly (readonly string[])[] {
  const chains: string[][] = [[]];
  for (const line of text.split('\n').map((raw) => raw.trim())) {
    if (line.startsWith('/')) chains.at(-1)?.push(line);
    else if (/^-+ ?NEXT CHAIN ?-+$/i.test(line)) chains.push([]);
  }
  return chains.filter((chain) => chain.length >= 2);
}

/**
 * Whether one of the chains names these certificates: `names` are those of the server's certificate, of its issuer, and
 * of that one's issuer.
 */
export function lscNames(chains: readonly (readonly string[])[], names: readonly string[]): boolean {
  return chains.some((chain) => names.length >= 2 && names.every((name, index) => (chain[index] ?? name) === name));
}
