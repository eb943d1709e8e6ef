import { PilotError } from '@panda-pilot/core';
import type { LaunchOrder } from '../state/launch-order.ts';

/**
 * The environment of copy tools: with the pilot's credential, or, where the order says so, with the payload's and none
 * beside it. Throws NO_PROXY rather than fall back to the pilot's.
 */
export function transferEnvironment(
  env: Readonly<Record<string, string>>,
  order: LaunchOrder | undefined,
): Readonly<Record<string, string>> {
  if (order?.transfersAs !== 'payload') return env;
  if (order.payloadProxy === undefined) {
    throw new PilotError('NO_PROXY', "files are to be copied as the payload's owner, and there is no proxy of theirs");
  }
  const others = Object.entries(env).filter(([name]) => !credentialNames.test(name));
  return { ...Object.fromEntries(others), X509_USER_PROXY: order.payloadProxy };
}

/** Where copy tools look for certificates and tokens. */
const credentialNames =
  /^(?:X509_USER_\w+|BEARER_TOKEN(?:_FILE)?|XDG_RUNTIME_DIR|KRB5CCNAME|(?:OIDC|PANDA)_AUTH_\w+|AWS_(?:\w*(?:CREDENTIALS|KEY|TOKEN)\w*|PROFILE))$/;
