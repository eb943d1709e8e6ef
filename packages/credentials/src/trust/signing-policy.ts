import { oneSpelling } from '../x509/name-text.ts';

/** What one authority may sign, from a signing policy file (Globus' extended access control lists). */
export interface SigningPolicy {
  /** The authority's name in the form with slashes. */
  readonly authority: string;
  /** Names that it may sign, in the form with slashes; `*` stands for any characters, `?` for one. */
  readonly subjects: readonly string[];
}

/**
 * The policies in the text of a `.signing_policy` file. Undefined when a line is not understood: who does not
 * understand a policy must not go on as if there were none.
 */
export function parseSigningPolicy(text: string): readonly SigningPolicy[] | undefined {
  const policies: { authority: string; subjects: string[] }[] = [];
  for (const line of text.split('\n')) {
    const entry = entryOf(line);
    const policy = policies.at(-1);
    if (entry === undefined) continue;
    if (entry.keyword === 'access_id_CA' && entry.authority === 'X509') {
      policies.push({ authority: unquoted(entry.value), subjects: [] });
    } else if (policy === undefined) {
      return undefined;
    } else if (entry.keyword === 'cond_subjects' && entry.authority === 'globus') {
      policy.subjects.push(...patternsOf(entry.value));
    } else if (entry.keyword !== 'pos_rights' || entry.authority !== 'globus' || entry.value !== 'CA:sign') {
      return undefined;
    }
  }
  return policies;
}

/** Whether one of `policies` lets `authority` sign `subject`; all names in the form with slashes. */
export function allowsSigning(
  policies: readonly SigningPolicy[],
  { authority, subject }: { readonly authority: string; readonly subject: string },
): boolean {
  return policies.some(
    (policy) =>
      oneSpelling(policy.authority) === oneSpelling(authority) &&
      policy.subjects.some((pattern) => matches(oneSpelling(pattern), oneSpelling(subject))),
  );
}

interface Entry {
  readonly keyword: string;
  readonly authority: string;
  readonly value: string;
}

function entryOf(line: string): Entry | undefined {
  const [keyword = '', authority = '', ...rest] = line
    .replace(/^\s*#.*/, '')
    .trim()
    .split(/\s+/);
  if (keyword === '') return undefined;
  const value = line.slice(line.indexOf(authority, line.indexOf(keyword) + keyword.length) + authority.length).trim();
  return { keyword, authority, value: rest.length === 0 ? '' : value };
}

function unquoted(text: string): string {
  const [, inside] = /^'(.*)'$/.exec(text) ?? /^"(.*)"$/.exec(text) ?? [];
  return inside ?? text;
}

/** `'"/a/*" "/b/*"'`: one pattern in double quotes or more in single quotes; one alone may lack the double quotes. */
function patternsOf(value: string): readonly string[] {
  const [, inside = value] = /^'(.*)'$/.exec(value) ?? [];
  const quoted = [...inside.matchAll(/"([^"]*)"/g)].map(([, pattern = '']) => pattern);
  return quoted.length > 0 ? quoted : [inside];
}

/** Goes over the text once, with one step back for the last `*`: no pattern makes it slow. */
function matches(pattern: string, text: string): boolean {
  let [at, next, star, resume] = [0, 0, -1, 0];
  while (next < text.length) {
    if (pattern[at] === '*') {
      [star, resume] = [at, next];
      at += 1;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[next])) {
      at += 1;
      next += 1;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      next = resume;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}
