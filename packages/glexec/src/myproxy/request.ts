import { PilotError } from '@panda-pilot/core';

/** Which stored credential is meant. */
export interface StoredName {
  /**
   * The name under which its owner has stored it: in PanDA, the owner's DN. A literal, never a pattern: parentheses
   * stay as they are.
   */
  readonly user: string;
  /** Its name, when the owner has several: `panda`, for instance. */
  readonly name?: string;
}

/** Commands of MyProxy version 2, and their numbers. */
const commands = { get: 0, put: 1, info: 2, destroy: 3 } as const;

/** A request as the client means it. */
export interface MyProxyRequest extends StoredName {
  readonly command: keyof typeof commands;
  readonly passphrase?: string;
  /** For `get` of the proxy itself, 0 for as long as the owner allows; for `put` of the proxies that others get. */
  readonly lifetimeSeconds?: number;
  /** For `put`: who may get proxies without a passphrase, as a pattern of the server's. */
  readonly trustedRetrievers?: string;
}

/**
 * The bytes of a request: lines, then a NUL. Rejects values with control characters, for a line feed in a name would
 * forge lines: throws NO_PROXY.
 */
export function requestBytes(request: MyProxyRequest): Buffer {
  const { command, user, name, passphrase = '', lifetimeSeconds = 0, trustedRetrievers } = request;
  if (user === '') throw new PilotError('NO_PROXY', 'a MyProxy request names no owner of a credential', { hint });
  const lines = [
    ['VERSION', 'MYPROXYv2'],
    ['COMMAND', String(commands[command])],
    ['USERNAME', user],
    ['PASSPHRASE', passphrase],
    ['LIFETIME', String(lifetimeSeconds)],
    ...(name === undefined ? [] : [['CRED_NAME', name]]),
    ...(trustedRetrievers === undefined ? [] : [['RETRIEVER_TRUSTED', trustedRetrievers]]),
  ] as const;
  return Buffer.from(`${lines.map(([key, value]) => `${key}=${oneLine(key, value)}\n`).join('')}\0`);
}

/**
 * `value` as it is. Throws NO_PROXY when it has a control character, for a line feed would forge a line of the
 * protocol, and when no server takes so long a one.
 */
export function oneLine(key: string, value: string): string {
  if (value.length > longestValue) {
    throw new PilotError('NO_PROXY', `${key} of a MyProxy request has ${value.length} characters`, { hint });
  }
  // oxlint-disable-next-line no-control-regex
  if (!/[\u0000-\u001f\u007f]/.test(value)) return value;
  throw new PilotError('NO_PROXY', `${key} of a MyProxy request has a control character`, { hint });
}

const longestValue = 4096;

const hint = 'For the user: the name of the credential, or of its owner, is not usable; submit again with a plain one';
