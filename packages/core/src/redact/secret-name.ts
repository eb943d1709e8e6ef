/**
 * How much a name says about its value: `password` and `header` values are secret whatever they look like, a `token` is
 * hard to guess, so that a plain word after `token:` belongs to a sentence about tokens.
 */
export type SecretKind = 'password' | 'token' | 'header';

/** What kind of secret a key, an option or a header of this name holds; undefined when none. */
export function secretKind(name: string): SecretKind | undefined {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  if (HEADER.test(plain)) return 'header';
  if (PASSWORD.test(plain)) return 'password';
  return TOKEN.test(plain) && !SPACE_TOKEN.test(plain) ? 'token' : undefined;
}

const HEADER = /(?:authorization|cookie)$/;
/** `NOPASSWD:` in a rule of sudo says that there is none. */
const PASSWORD = /(?<!^no)(?:password|passwd|passphrase|pwd)$/;
/** `cap.sym` and `cap.msg` are what EOS adds to a redirection; `sig` is Azure's; the rest S3's, Google's and XRootD's. */
const TOKEN =
  /(?:token|jwt|macaroon|authz|signature|secrets?|secret(?:access)?key|privatekey|apikey|tokenkey|xamzcredential|xgoogcredential|awsaccesskeyid|capsym|capmsg)$|^sig$/;
/** PanDA's other tokens, the names of classes of space. */
const SPACE_TOKEN = /(?:space|block|dispatch|destination|production|source)token$|^setoken$/;
