import { readStorageElement } from './storage-element.ts';

/** What a SURL is made of. */
export interface StorageUrlParts {
  /** `srm://h.example:8443/srm/managerv2?SFN=`, `root://h.example:1094`; a space token in front is left out. */
  readonly endpoint: string;
  /** Directory on the storage, from the queue. */
  readonly directory: string;
  /** Path below the directory: {@link rucioPath}, {@link userPath}, {@link nativePath} or a bare name. */
  readonly path: string;
}

/**
 * The SURL of a file: endpoint, directory and path with one slash between them. A directory that ends in `rucio` and a path
 * that starts with it share that part.
 */
export function storageUrl({ endpoint, directory, path }: StorageUrlParts): string {
  const base = (readStorageElement(endpoint)?.endpoint ?? endpoint).replace(/\/+$/, '');
  const middle = `/${directory}/`.replace(/^\/+/, '/').replace(/\/+$/, '');
  const rest = path.replace(/^\/+/, '');
  return `${base}${middle}/${middle.endsWith('/rucio') ? rest.replace(/^rucio\//, '') : rest}`;
}
