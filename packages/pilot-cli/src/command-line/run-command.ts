import { Command } from 'commander';
import type { ProgramDeps } from '../program-deps.ts';
import { settingsOf, withSettings } from './settings-options.ts';

/** `panda-pilot run`. */
export function runCommand(deps: ProgramDeps): Command {
  const command = withSettings(
    new Command('run').option('--json', 'what became of the jobs, as JSON, when all are over'),
    {
      line: 'Ask the server for jobs and run them one after the other.',
      paragraph:
        'Finishes first what an earlier pilot below the same work directory has left. At SIGTERM the payload gets its grace, the log is stored and the end reported; a second SIGTERM is obeyed at once, and the next pilot finishes.',
      examples: [
        ['one job', 'panda-pilot run --url https://panda.example.org:25443 -q MY_QUEUE --queuedata queuedata.json'],
        [
          'all jobs that come within ten hours, with a token',
          'panda-pilot run --url https://panda.example.org:25443 -q MY_QUEUE --timefloor 600 --token-file token --token-origin atlas:production',
        ],
      ],
      exitCodes: true,
    },
  );
  return command.action(async (flags: Record<string, unknown>) => {
    const { run } = await import('../commands/run.ts');
    const facts = { ...deps.facts, json: flags['json'] === true };
    deps.setExitCode(await run(settingsOf(flags, deps), facts, deps.wishes));
  });
}
