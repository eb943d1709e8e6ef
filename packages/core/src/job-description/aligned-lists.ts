import { quote } from '../quote.ts';
import type { Problems } from './problems.ts';

/** A list as it was split: undefined for one that says nothing at all. */
export type SplitList = readonly (string | undefined)[] | undefined;

/** The files that lists are aligned with: the field that names them and what it has. */
export interface Files {
  readonly field: string;
  readonly count: number;
}

/**
 * Gives, for the name of a list, its values file by file. A list that says nothing has none for any file; one of another
 * length than the files is a problem, since nobody knows which value is whose.
 */
export function columnsOf<Field extends string>(
  lists: Readonly<Record<Field, SplitList>>,
  files: Files,
  problems: Problems,
): (field: Field) => readonly (string | undefined)[] {
  return (field) => {
    const values = lists[field];
    if (values === undefined || values.length === files.count) return values ?? [];
    const sent = values.map((value) => value ?? 'NULL').join(',');
    const length = `${counted(values.length, 'value')} for ${counted(files.count, 'file')} in ${files.field}`;
    problems.add('NOT_SAME_LENGTH', field, `${length}: ${quote(sent)}`);
    return [];
  };
}

/** "1 value", "2 values". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
