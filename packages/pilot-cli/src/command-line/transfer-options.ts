import { type Command, InvalidArgumentError } from 'commander';
import type { SettingName } from '../config/settings.ts';
import { placeSettings } from '../queue/queue-settings.ts';
import type { HandWishes } from '../transfers/hand-engine.ts';
import type { HelpText } from './help.ts';
import { withSettings } from './settings-options.ts';

/** What the options of both commands come to. */
export interface TransferFlags {
  readonly copytool?: string;
  readonly timeout?: number;
  readonly tries?: number;
  readonly analysis?: true;
  readonly replace?: true;
  readonly verbose?: true;
  readonly json?: true;
}

/** Where the queue and the credential are. */
const settings = [...placeSettings, 'proxy', 'tokenFile', 'caDirectory'] as const satisfies readonly SettingName[];

/** Adds what stage-in and stage-out have in common. */
export function withTransferOptions(command: Command, text: HelpText): Command {
  command
    .option('--copytool <name>', "by this copytool alone, instead of the queue's own; panda-pilot movers list has them")
    .option('--timeout <seconds>', 'how long one try of one file may take (default: by its size)', positive)
    .option('--tries <n>', 'tries of one copytool with one URL (default: as the queue says)', tries)
    .option('--analysis', "the queue's paths of users' jobs, not those of production")
    .option('--replace', 'put the copy in the place of what is there')
    .option('--verbose', 'the log of engine and movers on stderr, a JSON object a line')
    .option('--json', 'what became of each file, as JSON');
  return withSettings(command, { ...text, exitCodes: true, groups: { transfer: command.options } }, settings);
}

/** The same for the engine. */
export function handWishes({
  copytool,
  timeout,
  tries: most,
  verbose,
  json,
  analysis,
  replace,
}: TransferFlags): HandWishes & {
  readonly copytool: string | undefined;
  readonly json: boolean;
  readonly production: boolean;
  readonly replace: boolean;
} {
  return {
    copytool,
    timeoutSeconds: timeout,
    tries: most,
    verbose: verbose === true,
    json: json === true,
    production: analysis !== true,
    replace: replace === true,
  };
}

function positive(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0) || value === Infinity)
    throw new InvalidArgumentError('It must be a positive number.');
  return value;
}

function tries(text: string): number {
  if (!/^[1-9]$/.test(text)) throw new InvalidArgumentError('It must be a number from 1 to 9.');
  return Number(text);
}
