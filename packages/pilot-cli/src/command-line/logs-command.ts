import { Command, InvalidArgumentError } from 'commander';
import type { LogsOptions } from '../commands/logs.ts';
import type { ProgramDeps } from '../program-deps.ts';
import { withHelp } from './help.ts';

/** `panda-pilot logs`. */
export function logsCommand(deps: ProgramDeps): Command {
  const command = new Command('logs')
    .argument('[dir]', 'of a job, of a pilot, or what pilots work in; or the log tarball of a job', '.')
    .option('-f, --follow', 'go on with what is written, until Ctrl-C')
    .option('--job <PandaID>', 'of one job only', jobNumber)
    .option('--no-payload', 'without what payloads write')
    .option('--json', 'a JSON object a line');
  withHelp(command, {
    line: 'Show what pilots, runjobs, copy tools and payloads have written, in order of time.',
    paragraph:
      "Merges what pilot, runjob and copy tools have written, and the payload's output; secrets are hidden. A time that ends in ~ is when the file was seen to hold the line, for its writer gave none.",
    examples: [
      ['of everything below the current directory', 'panda-pilot logs'],
      ['of one job, while it runs', 'panda-pilot logs /scratch --job 4711 --follow'],
      ['of a job whose log was stored', 'panda-pilot logs job.log.tgz'],
    ],
  });
  return command.action(async (directory: string, options: LogsOptions) => {
    const { logs } = await import('../commands/logs.ts');
    deps.setExitCode(await logs(directory, options, { ...deps.facts, stop: deps.wishes.stop }));
  });
}

function jobNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('A PandaID is a number.');
  return Number(text);
}
