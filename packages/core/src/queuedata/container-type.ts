import { kind, readText } from './field-kinds.ts';
import { refuse } from './refusal.ts';

/** One kind of container, and who starts it: `singularity:pilot;docker:wrapper`. */
export interface ContainerType {
  readonly name: string;
  /** `pilot`, `wrapper`, `middleware`. */
  readonly user: string;
}

/** `name:user;name:user`. */
export const containerTypes = kind((value): readonly ContainerType[] =>
  readText(value)
    .split(';')
    .filter((item) => item.trim() !== '')
    .map((item) => {
      const [name = '', user = '', ...rest] = item.split(':').map((part) => part.trim());
      return name === '' || user === '' || rest.length > 0
        ? refuse('has an item that is not name:user')
        : { name, user };
    }),
);
