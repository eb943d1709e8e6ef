import { createSecretFinder, holdsPrivateKey, type PilotSecrets } from './pilot-secrets.ts';

/** An environment for the payload, and what was taken out of it. */
export interface GuardedEnvironment {
  readonly environment: Readonly<Record<string, string>>;
  /** Names of the variables that were left out: fit for a log, unlike their values. */
  readonly withheld: readonly string[];
}

/**
 * `environment` without variables that name, locate or hold a credential: those that are known by name (proxies,
 * tokens, agents, passwords), those whose value has the path of one of the pilot's credential files, and those whose
 * value has a secret. Pure. The payload's own credential is added afterwards.
 */
export function guardedEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  secrets: PilotSecrets,
): GuardedEnvironment {
  const holdsSecret = createSecretFinder(secrets);
  const isWithheld = (name: string, value: string): boolean =>
    isCredentialName(name) ||
    secrets.files.some((path) => value.includes(path)) ||
    holdsSecret(value) ||
    holdsPrivateKey(value);
  const given = Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    environment: Object.fromEntries(given.filter(([name, value]) => !isWithheld(name, value))),
    withheld: given.filter(([name, value]) => isWithheld(name, value)).map(([name]) => name),
  };
}

function isCredentialName(name: string): boolean {
  return knownNames.has(name) || namePatterns.some((pattern) => pattern.test(name));
}

const knownNames: ReadonlySet<string> = new Set([
  'KRB5CCNAME', // Kerberos: AFS and EOS
  'NODE_CHANNEL_FD', // the descriptor on which a parent Node process listens
  'SSH_AUTH_SOCK',
  'XDG_RUNTIME_DIR', // where WLCG's rules look for bearer tokens
  '_CONDOR_CREDS',
]);

/** Families of names, and the words that names of secrets have. Directories of authorities are nobody's secret. */
const namePatterns: readonly RegExp[] = [
  /^X509_USER_/,
  /^(?:OIDC|PANDA)_(?:REFRESHED_)?AUTH_/,
  /^BEARER_TOKEN/,
  /^GLEXEC_/,
  /^MYPROXY_/,
  /^(?:AWS|S3)_/,
  /(?:^|_)(?:TOKEN|PASSWORD|PASSWD|PASSPHRASE|SECRET|CREDENTIALS?|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY|KEYTAB|COOKIE)S?(?:_|$)/i,
];
