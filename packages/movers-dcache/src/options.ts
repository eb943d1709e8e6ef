import { parseToolOptions, type ToolOptions } from '@panda-pilot/movers-core';

/** What a site may say of its dCache. */
export interface DcacheOptions extends ToolOptions {
  /** A WebDAV door, `https://door.example.org:2880`: asked where the name space is not mounted on the node. */
  readonly door?: string;
  /** A service that knows which files are on disk, `http://host:8000/cacheinfos`; `BNLdccp` asks it. */
  readonly poolInfo?: string;
}

/** Reads the settings of copytool `name`; what is left out has its default. Throws a TypeError that names the setting. */
export function parseOptions(name: string, raw: unknown): DcacheOptions {
  const settings: Readonly<Record<string, unknown>> = { ...Object(raw) };
  const given = (setting: 'door' | 'poolInfo'): string | undefined => {
    const value = settings[setting];
    if (value === undefined) return undefined;
    if (typeof value === 'string' && /^https?:\/\/[^/]/.test(value) && URL.canParse(value))
      return value.replace(/\/+$/, '');
    throw new TypeError(`copytool ${name}: ${setting} is ${JSON.stringify(value)}, it must be an http or https URL`);
  };
  const [door, poolInfo] = [given('door'), given('poolInfo')];
  return {
    ...parseToolOptions(name, raw),
    ...(door === undefined ? {} : { door }),
    ...(poolInfo === undefined ? {} : { poolInfo }),
  };
}
