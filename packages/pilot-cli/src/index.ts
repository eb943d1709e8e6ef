export { defaultOf } from './config/default-of.ts';
export { exitCodes, exitCodeTexts } from './exit-codes.ts';
export { main } from './main.ts';
export { type SettingName, type Settings, settings } from './config/settings.ts';
