import { parseToolOptions, type ToolOptions, type TransferOptions } from '@panda-pilot/movers-core';

/** What a site may say of storage behind SRM, and of the programs that reach it. */
export interface SrmOptions extends ToolOptions {
  /** Description of the space for outputs of which the job does not say it. */
  readonly spaceToken?: string;
  /** Protocols that an SRM may answer with, best first; empty: as the program likes. */
  readonly turlProtocols: readonly string[];
  /** The virtual organisation, which lcg-cp and its kin are told. */
  readonly vo: string;
}

/** The space that an output goes to: what the job says, else what the site does. */
export function spaceOf({ spaceToken }: SrmOptions, { about }: Pick<TransferOptions, 'about'>): string | undefined {
  const wanted = about?.spaceToken ?? spaceToken;
  // What a job names becomes an argument: a word, and no option.
  return isWord(wanted) ? wanted : undefined;
}

/** Reads the settings of copytool `name`; what is left out has its default. Throws a TypeError that names the setting. */
export function parseOptions(name: string, raw: unknown): SrmOptions {
  const settings: Readonly<Record<string, unknown>> = { ...Object(raw) };
  const { spaceToken, turlProtocols = [], vo = 'atlas' } = settings;
  const wrong = (setting: string, wanted: string): TypeError =>
    new TypeError(`copytool ${name}: ${setting} is ${JSON.stringify(settings[setting])}, it must be ${wanted}`);
  if (spaceToken !== undefined && !isWord(spaceToken)) throw wrong('spaceToken', 'one word');
  if (!Array.isArray(turlProtocols) || !turlProtocols.every(isWord))
    throw wrong('turlProtocols', 'a list of protocols');
  if (!isWord(vo)) throw wrong('vo', 'one word');
  return {
    ...parseToolOptions(name, raw),
    ...(spaceToken === undefined ? {} : { spaceToken }),
    turlProtocols,
    vo,
  };
}

/** No option, no separator of a list. */
function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_][\w.:-]*$/.test(value);
}
