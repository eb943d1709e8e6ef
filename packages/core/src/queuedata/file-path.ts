/** `rucio/<scope with . as />/<h>/<h>/<lfn>`: the deterministic path of Rucio, h from the MD5 of `scope:lfn`. */
export function rucioPath(scope: string, lfn: string): string {
  throw new TypeError(`rucioPath: ${scope}:${lfn}`);
}

/** `user/name/tag/<dataset>/<lfn>` of a dataset `user.name.tag...`; undefined when the name has no three fields. */
export function userPath(dataset: string, lfn: string): string | undefined {
  throw new TypeError(`userPath: ${dataset} ${lfn}`);
}

/** The native path of a production dataset: project and datatype first, dataset and file last. */
export function nativePath(dataset: string, lfn: string): string {
  throw new TypeError(`nativePath: ${dataset} ${lfn}`);
}
