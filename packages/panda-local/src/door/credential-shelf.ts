/** What `creds/*` gives out, and to whom. */
export interface CredentialShelf {
  /** Letters by name: p proxies and access tokens, k key pairs, t token keys. */
  readonly permissions?: Readonly<Record<string, string>>;
  /** PEM text by distinguished name. */
  readonly proxies?: Readonly<Record<string, string>>;
  /** By client name. */
  readonly accessTokens?: Readonly<Record<string, string>>;
  /** By client name; a client with a key gets its access token only for it. */
  readonly tokenKeys?: Readonly<Record<string, string>>;
  /** Key text by key name. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Secrets by name, by the name of their owner. */
  readonly userSecrets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The secrets of `owner` that have one of these names. */
export function secretsOf(
  owner: string,
  names: readonly string[],
  { userSecrets = {} }: CredentialShelf,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(userSecrets[owner] ?? {}).filter(([name]) => names.includes(name)));
}

/** Whether somebody of this name may have what the letter stands for. */
export function mayHave(letter: 'p' | 'k' | 't', name: string, { permissions = {} }: CredentialShelf): boolean {
  return permissions[name]?.includes(letter) === true;
}
