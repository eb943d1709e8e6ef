import { Command } from 'commander';
import type { ReportOptions } from '../commands/report.ts';
import type { ProgramDeps } from '../program-deps.ts';
import { withHelp } from './help.ts';

/** `panda-pilot report`. */
export function reportCommand(deps: ProgramDeps): Command {
  const command = new Command('report')
    .argument('[paths...]', 'directories of jobs, of pilots, or what pilots work in; log tarballs', ['.'])
    .option(
      '-o, --output <path>',
      'file of one page (default: job-<PandaID>.html), or directory of many (default: job-reports)',
    )
    .option('--json', 'the pages as JSON, with how their jobs ended');
  withHelp(command, {
    line: 'Write what became of jobs as HTML pages: the cause first, then timeline, resources, files and log.',
    paragraph:
      'A page is one file that asks no network for anything: send it to whoever is to look. Several jobs get an overview, index.html, and a page each. Log tarballs tell nearly all of a job whose directory is gone; secrets are hidden.',
    examples: [
      ['of everything below the current directory', 'panda-pilot report'],
      ['of one job', 'panda-pilot report /scratch/Panda_Pilot_4242_1795391156452/PandaJob_4711 --output 4711.html'],
      ['of jobs whose directories are gone', 'panda-pilot report log-*.tgz --output failures'],
    ],
  });
  return command.action(async (paths: string[], options: ReportOptions) => {
    const { report } = await import('../commands/report.ts');
    deps.setExitCode(await report(paths, options, { ...deps.facts, stop: deps.wishes.stop }));
  });
}
