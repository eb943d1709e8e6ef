/**
 * Imports a package that the site has installed, from where this program lies. In a module of its own, which no bundle
 * loads from V8's code cache: code from there cannot import what it has no literal name for.
 */
export function importPackage(name: string): Promise<unknown> {
  return import(name);
}
