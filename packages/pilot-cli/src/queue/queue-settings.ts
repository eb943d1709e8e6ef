import type { SettingName, Settings } from '../config/settings.ts';

/** The settings that say where a queue's configuration is. */
export const placeSettings = [
  'cricUrl',
  'queue',
  'queuedata',
  'queuedataCvmfs',
  'queuedataSources',
  'queuedataUrl',
  'serverTimeout',
  'url',
] as const satisfies readonly SettingName[];

/** Them, and those that say which jobs are asked for. */
export const queueSettings = [
  ...placeSettings,
  'label',
  'labelRules',
  'versionTag',
] as const satisfies readonly SettingName[];

/** The first of them, and for how long what was fetched is used again. */
export type PlaceSettings = Pick<Settings, (typeof placeSettings)[number] | 'queuedataValidity'>;

/** All of them. */
export type QueueSettings = PlaceSettings & Pick<Settings, (typeof queueSettings)[number]>;

/** The server in whose cache a queue's configuration is looked for when none is named. */
export const usualServer = { url: 'https://pandaserver.cern.ch:25443' } as const;
