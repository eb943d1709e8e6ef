import type { z } from 'zod';
import { serverSettings } from './server-settings.ts';
import { queuedataSettings } from './queuedata-settings.ts';
import { credentialSettings } from './credential-settings.ts';
import { payloadSettings } from './payload-settings.ts';
import { limitSettings } from './limit-settings.ts';
import { workSettings } from './work-settings.ts';
import { timeSettings } from './time-settings.ts';
import { harvesterSettings } from './harvester-settings.ts';
import { outputSettings } from './output-settings.ts';
import type { Setting } from './setting.ts';

/** Every setting of `panda-pilot run`; the defaults stand in the schemas. */
export const settings = {
  ...serverSettings,
  ...queuedataSettings,
  ...credentialSettings,
  ...payloadSettings,
  ...limitSettings,
  ...workSettings,
  ...timeSettings,
  ...harvesterSettings,
  ...outputSettings,
} as const satisfies Record<string, Setting<unknown>>;

/** The table row by row, as those read it that go through all of it. */
export const settingEntries: readonly (readonly [name: string, setting: Setting<unknown>])[] = Object.entries(settings);

/** The name of a setting: a key of the table. */
export type SettingName = keyof typeof settings;

/** Every setting with its checked value. */
export type Settings = { readonly [name in SettingName]: z.infer<(typeof settings)[name]['schema']> };
