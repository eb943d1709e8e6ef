import type { Queuedata } from '../queuedata.ts';
import { isAbsent, kind, readText } from './field-kinds.ts';
import { refuse } from './refusal.ts';

/** Which file is stored: production or analysis, and the space token that it is meant for. */
export interface Destination {
  readonly production: boolean;
  readonly token?: string;
}

/** `base/[a,b]/rest,other`, expanded: `base/a/rest`, `base/b/rest`, `other`. */
export const storagePaths = kind((value): readonly string[] => {
  const paths = splitOutsideBrackets(readText(value)).filter((path) => !isAbsent(path));
  if (paths.some((path) => bracketChoices(path) > maxChoices))
    return refuse(`stands for more than ${maxChoices} paths`);
  return paths.flatMap((path) => expandBrackets(path.trim()));
});

const maxChoices = 1000;

/**
 * The directory that files for `destination` are stored under. Production looks into `seprodpath`, then `sepath`; analysis
 * the other way round. A token picks the path at its own position when there are as many paths as tokens, else the first
 * path that contains the token in lower case; without a token it is the first path. Undefined when there is none.
 */
export function destinationPath(queuedata: Queuedata, destination: Destination): string | undefined {
  const { productionPaths, analysisPaths, spaceTokens } = queuedata;
  const lists = destination.production ? [productionPaths, analysisPaths] : [analysisPaths, productionPaths];
  for (const paths of lists) {
    const path = destination.token === undefined ? paths[0] : pathForToken(destination.token, paths, spaceTokens);
    if (path !== undefined) return path;
  }
  return undefined;
}

/**
 * The class of space that an output goes to: the job's token where the queue has that one (`setokens`), whatever its case, else
 * the token of the first `se`. Undefined when the queue names none: jobs name spaces that only other sites have.
 */
export function spaceTokenFor({ spaceTokens, storageElements }: Queuedata, token?: string): string | undefined {
  const own = spaceTokens.find((other) => other.toLowerCase() === token?.toLowerCase());
  return own ?? storageElements[0]?.token;
}

/**
 * The endpoint that a path is appended to: the item of `seopt` at the token's position when there are as many as tokens,
 * else the first `se`. Undefined when the queue names none.
 */
export function storageEndpoint(queuedata: Queuedata, token?: string): string | undefined {
  const { optionalStorageElements, spaceTokens, storageElements } = queuedata;
  const element = token === undefined ? undefined : atToken(token, optionalStorageElements, spaceTokens);
  return (element ?? storageElements[0])?.endpoint;
}

function pathForToken(token: string, paths: readonly string[], tokens: readonly string[]): string | undefined {
  return atToken(token, paths, tokens) ?? paths.find((path) => path.includes(token.toLowerCase()));
}

function atToken<T>(token: string, values: readonly T[], tokens: readonly string[]): T | undefined {
  if (values.length !== tokens.length) return undefined;
  return values[tokens.findIndex((other) => other.toLowerCase() === token.toLowerCase())];
}

function splitOutsideBrackets(list: string): readonly string[] {
  const items: string[] = [''];
  let open = false;
  for (const character of list) {
    if (character === '[' || character === ']') {
      if (open === (character === '[')) return refuse('has a bracket without its other half');
      open = character === '[';
    }
    if (character === ',' && !open) items.push('');
    else items.push(`${items.pop() ?? ''}${character}`);
  }
  return open ? refuse('has a bracket without its other half') : items;
}

function bracketChoices(path: string): number {
  const groups = path.match(/\[[^\]]*\]/g) ?? [];
  return groups.reduce((choices, group) => choices * group.split(',').length, 1);
}

function expandBrackets(path: string): readonly string[] {
  const match = /^([^[]*)\[([^\]]*)\](.*)$/.exec(path);
  if (match === null) return [path];
  const [, before = '', names = '', after = ''] = match;
  return names.split(',').flatMap((name) => expandBrackets(`${before}${name.trim()}${after}`));
}
