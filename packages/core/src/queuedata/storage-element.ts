import { isAbsent, kind, readText } from './field-kinds.ts';
import { refuse } from './refusal.ts';

/** One item of `se` or `seopt`: `[token:TOKEN:]URL[^ddm part]`. */
export interface StorageElement {
  readonly token?: string;
  /** Endpoint that a path is appended to: `srm://h.example:8443/srm/managerv2?SFN=`. */
  readonly endpoint: string;
  /** What follows the caret (US queues). */
  readonly ddm?: string;
}

/** Items between commas. */
export const storageElements = kind((value): readonly StorageElement[] =>
  readText(value)
    .split(',')
    .filter((item) => !isAbsent(item))
    .map((item) => readStorageElement(item) ?? refuse('has an item without an endpoint')),
);

/** Reads one item; undefined when it has no endpoint. */
export function readStorageElement(item: string): StorageElement | undefined {
  const [, token, url = ''] = /^(?:token:([^:]*):)?(.*)$/.exec(item.trim()) ?? [];
  const [endpoint = '', ddm] = url.split('^').map((part) => part.trim());
  if (endpoint === '' || endpoint.startsWith('token:')) return undefined;
  return {
    ...(isAbsent(token) ? {} : { token: token?.trim() ?? '' }),
    endpoint,
    ...(isAbsent(ddm) ? {} : { ddm: ddm ?? '' }),
  };
}
