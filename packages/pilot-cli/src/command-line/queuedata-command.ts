import { Command } from 'commander';
import { readSettings } from '../config/config.ts';
import type { ProgramDeps } from '../program-deps.ts';
import { type QueueSettings, queueSettings, usualServer } from '../queue/queue-settings.ts';
import { withHelp } from './help.ts';
import { sourcesOf, withSettings } from './settings-options.ts';

/** `panda-pilot queuedata`. */
export function queuedataCommand(deps: ProgramDeps): Command {
  const command = withHelp(new Command('queuedata'), {
    line: "Look at a queue's configuration, as a pilot reads it.",
    paragraph: '',
    examples: [
      ['can pilots work with this file?', 'panda-pilot queuedata check -q MY_QUEUE --queuedata queuedata.json'],
    ],
  });
  return command.addCommand(showCommand(deps)).addCommand(checkCommand(deps));
}

function showCommand(deps: ProgramDeps): Command {
  const command = withSettings(
    new Command('show').option('--json', 'as JSON, with what the source itself says as raw'),
    {
      line: "Show what a pilot makes of a queue's configuration.",
      paragraph: 'Looks where panda-pilot run would, and keeps nothing.',
      examples: [
        ['of a file', 'panda-pilot queuedata show -q MY_QUEUE --queuedata queuedata.json'],
        ['as CRIC has it', 'panda-pilot queuedata show -q MY_QUEUE --queuedata-sources cric --json'],
      ],
      exitCodes: true,
    },
    queueSettings,
  );
  return command.action(async (flags: Record<string, unknown>) => {
    const { queuedataShow } = await import('../commands/queuedata.ts');
    deps.setExitCode(await queuedataShow(settingsOf(flags, deps), { json: flags['json'] === true }, deps.facts));
  });
}

function checkCommand(deps: ProgramDeps): Command {
  const command = withSettings(
    new Command('check').option('--json', 'as JSON'),
    {
      line: "Check a queue's configuration: form, status, copytools, storage.",
      paragraph: 'One line for each check: ok, warn, or fail with what to do.',
      examples: [['before a queue is opened', 'panda-pilot queuedata check -q MY_QUEUE --queuedata queuedata.json']],
      exitCodes: true,
    },
    queueSettings,
  );
  return command.action(async (flags: Record<string, unknown>) => {
    const { queuedataCheck } = await import('../commands/queuedata.ts');
    deps.setExitCode(await queuedataCheck(settingsOf(flags, deps), { json: flags['json'] === true }, deps.facts));
  });
}

/** A server needs to be named only for its cache. What was fetched for pilots is neither used nor replaced. */
function settingsOf(flags: Record<string, unknown>, deps: ProgramDeps): QueueSettings {
  return { ...readSettings(queueSettings, { ...sourcesOf(flags, deps), defaults: usualServer }), queuedataValidity: 0 };
}
