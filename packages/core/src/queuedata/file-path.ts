import { createHash } from 'node:crypto';

/** `rucio/<scope with . as />/<h>/<h>/<lfn>`: the deterministic path of Rucio, h from the MD5 of `scope:lfn`. */
export function rucioPath(scope: string, lfn: string): string {
  const hash = createHash('md5').update(`${scope}:${lfn}`).digest('hex');
  return ['rucio', ...scope.split('.'), hash.slice(0, 2), hash.slice(2, 4), lfn].join('/');
}

/**
 * `user/name/tag/<dataset>/<lfn>` of a dataset `user.name.tag...` (also `group...`), where `<dataset>` lacks its `_sub`
 * suffix; undefined when the name does not start with three such fields.
 */
export function userPath(dataset: string, lfn: string): string | undefined {
  const name = withoutSuffix(dataset);
  const [kind = '', owner = '', tag = ''] = name.split('.');
  return isUserProject(kind) && owner !== '' && tag !== '' ? [kind, owner, tag, name, lfn].join('/') : undefined;
}

/**
 * The native path of a production dataset, as the LFC had it: `project/type/tag/<dataset>/<lfn>` of five dotted fields and
 * more, `project/name/tag/<dataset>/<lfn>` of three or four and of users' datasets, `project/<dataset>/<lfn>` of two,
 * `other/<dataset>/<lfn>` of one. Suffixes that name a part of the dataset (`_sub`, `_dis`, `_frag`, `_tid`) are cut.
 */
export function nativePath(dataset: string, lfn: string): string {
  const name = withoutSuffix(dataset);
  const fields = name.split('.');
  const [project = '', second = '', third = '', , type = ''] = fields;
  if (fields.length === 1) return ['other', name, lfn].join('/');
  if (fields.length === 2) return [project, name, lfn].join('/');
  if (fields.length < 5 || isUserProject(project)) return [project, second, third, name, lfn].join('/');
  return [project, type, tagOf(fields), name, lfn].join('/');
}

function tagOf(fields: readonly string[]): string {
  const last = fields.at(-1) ?? '';
  return fields.length === 5 ? 'other' : last.replace(/_tid\d.*$/, '');
}

/** A container's slash at the end and the suffix of a part are not in any path. */
function withoutSuffix(dataset: string): string {
  return dataset.replace(/\/$/, '').replace(/_(?:sub|dis|frag)\d[^.]*$/, '');
}

function isUserProject(field: string): boolean {
  return field.startsWith('user') || field.startsWith('group');
}
