/** Whom the server takes the caller for: what a person needs who is told that a role is missing. */
export interface CallerView {
  /** As the web server has it, in the old form with slashes; the proxy's own common names included. Absent for nobody. */
  readonly subject?: string;
  /** Fully qualified attribute names, the first one first. */
  readonly fqans: readonly string[];
}

/** Reads the variables of the web server: mod_ssl's subject, and mod_gridsite's credentials that begin with VOMS. */
export function callerViewOf(variables: Readonly<Record<string, string>>): CallerView {
  const subject = variables['SSL_CLIENT_S_DN'];
  const credentials = Object.entries(variables).filter(([name]) => /^GRST_CRED_(?:AUTH_TOKEN_)?\d+$/.test(name));
  const fqans = credentials
    .toSorted(([a], [b]) => numberIn(a) - numberIn(b))
    .filter(([, value]) => value.startsWith('VOMS'))
    .map(([, value]) => value.trim().split(/\s+/).at(-1) ?? '');
  return { ...(subject === undefined || subject === '' ? {} : { subject }), fqans };
}

/** Reads `name : value` lines below `====== env ======`; lines of any other form are no variables. */
export function variablesIn(text: string): Readonly<Record<string, string>> {
  const lines = text.split('\n').map((line) => /^(\w+) : (.*)$/.exec(line));
  return Object.fromEntries(lines.flatMap((match) => (match === null ? [] : [[match[1] ?? '', match[2] ?? '']])));
}

function numberIn(name: string): number {
  return Number(/\d+$/.exec(name)?.[0] ?? 0);
}
