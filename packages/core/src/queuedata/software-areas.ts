import { kind, readText } from './field-kinds.ts';
import { refuse } from './refusal.ts';

/** The software areas of a queue (`appdir`): one for all, others for processing types that name theirs. */
export interface SoftwareAreas {
  readonly default: string;
  readonly byProcessingType: Readonly<Record<string, string>>;
}

/** `default|type^path|type^path`. */
export const softwareAreas = kind((value): SoftwareAreas => {
  const [first = '', ...others] = readText(value).split('|');
  const byProcessingType = others
    .filter((item) => item.trim() !== '')
    .map((item): [string, string] => {
      const [type = '', path = '', ...rest] = item.split('^').map((part) => part.trim());
      return type === '' || path === '' || rest.length > 0 ? refuse('has an item that is not type^path') : [type, path];
    });
  return { default: first.trim(), byProcessingType: Object.fromEntries(byProcessingType) };
});
