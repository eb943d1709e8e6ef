import type { Clock } from '../clock.ts';

/** A token that the server knows, and whom it stands for. */
export interface KnownToken {
  readonly token: string;
  /** Full name; the job's owner. */
  readonly name: string;
  /** `atlas`, `atlas/production`: the groups of the token. */
  readonly groups: readonly string[];
  readonly username?: string;
  readonly expiresAt?: Date;
}

/** Somebody with an identity. */
export interface Caller {
  /** Distinguished name, as the server would have it from the token. */
  readonly dn: string;
  readonly fqans: readonly string[];
}

/** Who stands at the door: somebody, nobody (no token), or somebody who is sent away with a sentence. */
export type Identification =
  | { readonly kind: 'known'; readonly caller: Caller }
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'refused'; readonly message: string };

/** What says who calls. */
export interface Credentials {
  /** Whom the client's certificate stands for. It wins over a token. */
  readonly certified?: Caller | undefined;
  readonly authorization?: string | undefined;
  /** `<vo>:<role>`, `<vo>.<role>` or `<vo>`. */
  readonly origin?: string | undefined;
}

/** Who is let in. */
export interface DoorOptions {
  /** Absent: the door is open, and whoever shows no certificate is the local production user. */
  readonly tokens?: readonly KnownToken[];
  /** Names that are turned away. */
  readonly banned: readonly string[];
  readonly clock: Clock;
}

const localUser: Caller = { dn: 'Local User', fqans: ['/local/Role=production'] };

/** Reads a caller's credentials as the server reads a certificate, or a token and its `Origin`. */
export function identify({ certified, authorization, origin }: Credentials, options: DoorOptions): Identification {
  const found = options.tokens === undefined ? openDoor(certified) : byToken(authorization, origin, options);
  if (found.kind === 'refused') return found;
  if (certified !== undefined) return admit(certified, options);
  return found.kind === 'known' ? admit(found.caller, options) : found;
}

function openDoor(certified: Caller | undefined): Identification {
  return { kind: 'known', caller: certified ?? localUser };
}

function admit(caller: Caller, { banned }: DoorOptions): Identification {
  const name = nameOf(caller);
  return banned.includes(name) ? { kind: 'refused', message: `${name} is banned` } : { kind: 'known', caller };
}

/** Whether the caller has the production role. `Role=pilot` is not enough. */
export function isProduction({ fqans }: Caller): boolean {
  return fqans.some((fqan) => /^\/(?:atlas\/usatlas|[^/]+)\/Role=production/.test(fqan));
}

/** The caller's name without the parts that a certificate or a token adds: of a distinguished name the last common name of a person. */
export function nameOf({ dn }: Caller): string {
  const [first = '', ...commonNames] = dn.split('/CN=');
  if (!dn.startsWith('/')) return first;
  return commonNames.findLast((name) => !/^(?:\d+|(?:limited )?proxy|nickname:.*)$/.test(name)) ?? dn;
}

/** Whether the caller shows a limited proxy, of the old kind that has it in its name. */
export function isLimited({ dn }: Caller): boolean {
  return dn.includes('/CN=limited proxy');
}

function byToken(authorization: string | undefined, origin: string | undefined, options: DoorOptions): Identification {
  const serialized = authorization?.trim().split(/\s+/)[1];
  if (serialized === undefined) return { kind: 'anonymous' };
  if (origin === undefined) return refusal("Token decode failure. 'NoneType' object has no attribute 'replace'");
  const tokens = options.tokens ?? [];
  const token = tokens.find((known) => known.token === serialized);
  if (token === undefined) {
    return refusal(
      `Invalid token. ${serialized.split('.').length === 3 ? 'Signature verification failed' : 'Not enough segments'}`,
    );
  }
  if (token.expiresAt !== undefined && token.expiresAt <= options.clock())
    return refusal('Invalid token. Signature has expired');
  return byGroups(
    token,
    origin,
    new Set(tokens.flatMap(({ groups }) => groups).map((group) => group.split('/')[0] ?? '')),
  );
}

function byGroups(token: KnownToken, origin: string, vos: ReadonlySet<string>): Identification {
  const { vo, role } = splitOrigin(origin);
  if (!vos.has(vo)) return refusal(`Unknown vo : ${vo}`);
  const group = role === undefined ? vo : `${vo}/${role}`;
  if (!token.groups.includes(group)) return refusal(`Not a member of the ${group} group`);
  const dn =
    token.username === undefined ? capitalised(token.name) : `${capitalised(token.name)}/CN=nickname:${token.username}`;
  return { kind: 'known', caller: { dn, fqans: role === undefined ? [] : [`/${vo}/Role=${role}`] } };
}

/** A name that starts with `vo.` has dots of its own: there only the colon divides. */
function splitOrigin(origin: string): { vo: string; role?: string } {
  const at = origin.includes(':') ? origin.indexOf(':') : origin.startsWith('vo.') ? -1 : origin.lastIndexOf('.');
  return at === -1 ? { vo: origin } : { vo: origin.slice(0, at), role: origin.slice(at + 1) };
}

function capitalised(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  return words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase()).join(' ');
}

function refusal(sentence: string): Identification {
  return { kind: 'refused', message: `Token authentication failed. ${sentence}` };
}
