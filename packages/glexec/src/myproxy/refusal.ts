import { PilotError } from '@panda-pilot/core';
import type { MyProxyResponse } from './response.ts';

/** Why a server gives nothing. */
export type RefusalKind =
  | 'not-trusted'
  | 'wrong-passphrase'
  | 'no-such-credential'
  | 'credential-expired'
  | 'credential-unusable'
  | 'authorization'
  | 'other';

/** What the texts of myproxy-server 6.2 mean, and who mends it. The server does not tell why it trusts somebody not. */
const meanings: readonly { readonly text: RegExp; readonly kind: RefusalKind; readonly hint: string }[] = [
  {
    text: /invalid credential passphrase/i,
    kind: 'wrong-passphrase',
    hint: 'For the user: the credential has a passphrase; store it again without one and name the pilot as trusted retriever (myproxy-init -Z)',
  },
  {
    text: /no credentials found/i,
    kind: 'no-such-credential',
    hint: 'For the user: MyProxy tells and removes what is stored for its owner alone: show the proxy of the owner (--proxy), and the name that it was stored under',
  },
  {
    text: /no credentials exist/i,
    kind: 'no-such-credential',
    hint: 'For the user: store a credential under your own DN and the name that the job has (myproxy-init -d -k)',
  },
  {
    text: /certificate has expired/i,
    kind: 'credential-expired',
    hint: 'For the user: store a new credential (myproxy-init); the one in MyProxy has ended',
  },
  {
    text: /credentials? (?:are|is) not valid|path length/i,
    kind: 'credential-unusable',
    hint: 'For the user: store a credential that allows proxies of proxies (without a path length)',
  },
  {
    text: /no passphrase|authentication failed|not authorized|authorization failed/i,
    kind: 'not-trusted',
    hint: "For the user: name the pilot's DN as trusted retriever (myproxy-init -Z); for the site: check the pilot's own proxy and the server's policy",
  },
];

/** The error that stands for a refusal. */
export function refusalError(server: string, { verdict, error }: MyProxyResponse): PilotError {
  if (verdict === 'authorization') {
    return new PilotError('NO_PROXY', `MyProxy at ${server} wants the credential that is to be renewed as proof`, {
      hint: "For the site: the pilot is the server's renewer, not its trusted retriever; change the server's policy",
      details: { refusal: 'authorization' },
    });
  }
  const meaning = meanings.find(({ text }) => text.test(error));
  return new PilotError('NO_PROXY', `MyProxy at ${server} refuses: ${error || 'it does not say why'}`, {
    ...(meaning === undefined ? {} : { hint: meaning.hint }),
    details: { refusal: meaning?.kind ?? 'other' },
  });
}
