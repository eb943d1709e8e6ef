import type { Receipt } from '../contract/mover.ts';

/** What a file of a batch came to. */
export type Settled = PromiseSettledResult<Receipt>;

/** How the files of one direction are moved. */
export interface GroupWay<Request, File> {
  /** Rejects for what is not worth a try. */
  look(request: Request): Promise<File>;
  /** What the files of a group share, and the name, which each has to itself; undefined: it goes alone. */
  together(file: File): { readonly shared: readonly string[]; readonly name: string } | undefined;
  one(file: File): Promise<Receipt>;
  /** Moves at least two files by one process, and settles them in their order. */
  many(files: readonly File[]): Promise<readonly Settled[]>;
}

/**
 * Settles all requests, in their order: in groups that one process can move, and one by one what cannot go with others. A
 * group that fails as a whole fails each of its files.
 */
export async function inGroups<Request, File>(
  requests: readonly Request[],
  way: GroupWay<Request, File>,
): Promise<readonly Settled[]> {
  const looked = await Promise.allSettled(requests.map((request) => way.look(request)));
  const settled = new Map<File, Settled>();
  const files = looked.flatMap((found) => (found.status === 'fulfilled' ? [found.value] : []));
  for (const group of groupsOf(files, (file) => way.together(file))) {
    const [first] = group;
    const alone = group.length === 1 && first !== undefined;
    const outcomes = await (alone ? Promise.allSettled([way.one(first)]) : settle(way.many(group), group.length));
    group.forEach((file, index) => settled.set(file, outcomes[index] ?? unsettled));
  }
  return looked.map((found) => (found.status === 'rejected' ? found : (settled.get(found.value) ?? unsettled)));
}

/** So many URLs fit into an argument list, and one bad batch costs no more than that. */
const mostInGroup = 500;

/** Files in groups that share what `together` says, no name twice in one group. */
export function groupsOf<File>(
  files: readonly File[],
  together: GroupWay<unknown, File>['together'],
): readonly (readonly File[])[] {
  const groups: { readonly key: string | undefined; readonly names: Set<string>; readonly files: File[] }[] = [];
  for (const file of files) {
    const kin = together(file);
    const key = kin === undefined ? undefined : JSON.stringify(kin.shared);
    const name = kin?.name ?? '';
    const open = groups.find(
      (group) => key !== undefined && group.key === key && !group.names.has(name) && group.files.length < mostInGroup,
    );
    if (open === undefined) groups.push({ key, names: new Set([name]), files: [file] });
    else {
      open.names.add(name);
      open.files.push(file);
    }
  }
  return groups.map((group) => group.files);
}

async function settle(many: Promise<readonly Settled[]>, length: number): Promise<readonly Settled[]> {
  try {
    return await many;
  } catch (reason) {
    return Array.from({ length }, () => ({ status: 'rejected', reason }));
  }
}

const unsettled: Settled = {
  status: 'rejected',
  reason: new TypeError('a batch settled fewer files than it was given'),
};
