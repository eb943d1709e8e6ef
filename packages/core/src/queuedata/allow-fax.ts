import { kind, readFlag, readText } from './field-kinds.ts';

/** True, False, or `retry`, which allows it too. */
export const allowFax = kind((value): boolean => readText(value).toLowerCase() === 'retry' || readFlag(value));
