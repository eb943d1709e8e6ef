import { kind, readText } from './field-kinds.ts';

/** One kind of container, and who starts it: `singularity:pilot;docker:wrapper`. */
export interface ContainerType {
  readonly name: string;
  /** `pilot`, `wrapper`, `middleware`. */
  readonly user: string;
}

/** `name:user;name:user`. */
export const containerTypes = kind((value, wrong): readonly ContainerType[] =>
  readText(value, wrong)
    .split(';')
    .filter((item) => item.trim() !== '')
    .map((item) => {
      const [name = '', user = '', ...rest] = item.split(':').map((part) => part.trim());
      return name === '' || user === '' || rest.length > 0 ? wrong('has an item that is not name:user') : { name, user };
    }),
);
