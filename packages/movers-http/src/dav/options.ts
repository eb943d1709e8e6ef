import { parseToolOptions, type ToolOptions } from '@panda-pilot/movers-core';
import { createSettings } from '../settings.ts';
import type { SessionOptions } from '../session-places.ts';
import { sessionSettings } from '../session-settings.ts';

/** What a site may say of its WebDAV storage: an entry of the queue's `copytools`, and what stands beside it. */
export interface DavOptions extends ToolOptions, SessionOptions {
  /** Without a byte for so long a transfer has failed. */
  readonly stallMs: number;
  /** `part`: under another name first, then MOVE, which some tokens do not allow. */
  readonly put: 'direct' | 'part';
  /** Hosts that may be shown the bearer token after a redirect; `.cern.ch` stands for all below. */
  readonly tokenHosts: readonly string[];
  /** Whether a redirect may leave TLS; nothing is shown there. */
  readonly plainRedirects: 'refuse' | 'allow';
}

/** Reads the settings of copytool `name`; what is left out has its default. Throws a TypeError that names the setting. */
export function parseDavOptions(name: string, raw: unknown): DavOptions {
  const settings = createSettings(name, raw);
  return {
    ...parseToolOptions(name, raw),
    ...sessionSettings(settings, 'grid'),
    stallMs: settings.whole('stallSeconds', { least: 1, most: 3_600, usual: 120 }) * 1_000,
    put: settings.oneOf('put', ['direct', 'part']),
    tokenHosts: settings.texts('tokenHosts'),
    plainRedirects: settings.oneOf('plainRedirects', ['refuse', 'allow']),
  };
}
