import type { SessionOptions } from './session-places.ts';
import type { Settings } from './settings.ts';

/** The settings that concern credentials. */
export function sessionSettings(settings: Settings, usualTrust: 'grid' | 'web'): SessionOptions {
  const proxyFile = settings.path('proxyFile');
  const tokenFile = settings.path('tokenFile');
  const caDirectory = settings.path('caDirectory');
  return {
    credential: settings.oneOf('credential', ['any', 'token', 'proxy', 'none']),
    trust: settings.oneOf('trust', usualTrust === 'grid' ? ['grid', 'web'] : ['web', 'grid']),
    ...(proxyFile === undefined ? {} : { proxyFile }),
    ...(tokenFile === undefined ? {} : { tokenFile }),
    ...(caDirectory === undefined ? {} : { caDirectory }),
  };
}
