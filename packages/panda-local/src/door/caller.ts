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

/** What a token says of its bearer. */
export interface TokenClaims {
  readonly name: string;
  readonly username?: string;
  readonly groups: readonly string[];
}

/** What became of a token that an issuer's keys were asked about. */
export type TokenVerdict =
  | { readonly kind: 'claims'; readonly claims: TokenClaims }
  | { readonly kind: 'refused'; readonly message: string };

/** What says who calls. */
export interface Credentials {
  /** Whom the client's certificate stands for. It wins over a token. */
  readonly certified?: Caller | undefined;
  readonly authorization?: string | undefined;
  /** What an issuer's keys say of the token there. Absent: it is one of the known ones, or none. */
  readonly verdict?: TokenVerdict | undefined;
  /** `<vo>:<role>`, `<vo>.<role>` or `<vo>`. */
  readonly origin?: string | undefined;
}

/** Who is let in. */
export interface DoorOptions {
  /** Absent: the door is open, and whoever shows no certificate is the local production user. */
  readonly tokens?: readonly KnownToken[];
  /** VOs whose issuers are asked about all other tokens. */
  readonly vos?: readonly string[];
  /** Names that are turned away. */
  readonly banned: readonly string[];
  readonly clock: Clock;
}

const localUser: Caller = { dn: 'Local User', fqans: ['/local/Role=production'] };

/** Reads a caller's credentials as the server reads a certificate, or a token and its `Origin`. */
export function identify(credentials: Credentials, options: DoorOptions): Identification {
  const { certified } = credentials;
  const isOpen = options.tokens === undefined && options.vos === undefined;
  const found = isOpen ? openDoor(certified) : byToken(credentials, options);
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

/**
 * The caller's name without the parts that a certificate or a token adds: of a distinguished name the last common name
 * of a person.
 */
export function nameOf({ dn }: Caller): string {
  const [first = '', ...commonNames] = dn.split('/CN=');
  if (!dn.startsWith('/')) return first;
  return commonNames.findLast((name) => !/^(?:\d+|(?:limited )?proxy|nickname:.*)$/.test(name)) ?? dn;
}

/** Whether the caller shows a limited proxy, of the old kind that has it in its name. */
export function isLimited({ dn }: Caller): boolean {
  return dn.includes('/CN=limited proxy');
}

/** The token in an `Authorization` header. */
export function bearerIn(authorization: string | undefined): string | undefined {
  return authorization?.trim().split(/\s+/)[1];
}

function byToken({ authorization, origin, verdict }: Credentials, options: DoorOptions): Identification {
  const serialized = bearerIn(authorization);
  if (serialized === undefined) return { kind: 'anonymous' };
  if (origin === undefined) return refusal("Token decode failure. 'NoneType' object has no attribute 'replace'");
  const read = verdict ?? knownVerdict(serialized, options);
  return read.kind === 'refused' ? refusal(`Invalid token. ${read.message}`) : byGroups(read.claims, origin, options);
}

function knownVerdict(serialized: string, { tokens = [], clock }: DoorOptions): TokenVerdict {
  const known = tokens.find(({ token }) => token === serialized);
  const refused = (message: string): TokenVerdict => ({ kind: 'refused', message });
  if (known === undefined) {
    return refused(serialized.split('.').length === 3 ? 'Signature verification failed' : 'Not enough segments');
  }
  const hasExpired = known.expiresAt !== undefined && known.expiresAt <= clock();
  return hasExpired ? refused('Signature has expired') : { kind: 'claims', claims: known };
}

function byGroups(claims: TokenClaims, origin: string, { tokens = [], vos = [] }: DoorOptions): Identification {
  const { vo, role } = splitOrigin(origin);
  const known = new Set([...vos, ...tokens.flatMap(({ groups }) => groups).map((group) => group.split('/')[0] ?? '')]);
  if (!known.has(vo)) return refusal(`Unknown vo : ${vo}`);
  const group = role === undefined ? vo : `${vo}/${role}`;
  if (!claims.groups.includes(group)) return refusal(`Not a member of the ${group} group`);
  const name = capitalised(claims.name);
  const dn = claims.username === undefined ? name : `${name}/CN=nickname:${claims.username}`;
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
