import { Command, Option } from 'commander';
import type { ProgramDeps } from '../program-deps.ts';
import { sourcesOf } from './settings-options.ts';
import { handWishes, type TransferFlags, withTransferOptions } from './transfer-options.ts';

interface StageOutFlags extends TransferFlags {
  readonly to?: string;
  readonly scope: string;
  readonly activity: 'pw' | 'pl';
}

/** `panda-pilot stage-out`. */
export function stageOutCommand(deps: ProgramDeps): Command {
  const command = new Command('stage-out')
    .argument('<files...>', 'local paths')
    .option(
      '--to <url>',
      'URL or path of a directory, with a slash at its end; of one file its own (default: where the queue stores outputs)',
    )
    .option('--scope <scope>', 'of the files, where paths are made of it', 'test')
    .addOption(
      new Option('--activity <name>', 'by the copytools for outputs (pw) or for logs (pl)')
        .choices(['pw', 'pl'])
        .default('pw'),
    );
  withTransferOptions(command, {
    line: "Store files by hand, as a job's outputs are: with its retries, checks and copytools.",
    paragraph:
      'A file counts as stored only when the storage has all of it, and nothing partial is left, not after Ctrl-C either. What is there already with other content stays, unless --replace says otherwise.',
    examples: [
      [
        'by one copytool',
        'panda-pilot stage-out --copytool xrdcp --to root://storage.example.org//atlas/scratch/ a.root',
      ],
      [
        'as jobs of a queue do it',
        'panda-pilot stage-out -q MY_QUEUE --queuedata queuedata.json --scope user.jdoe a.root',
      ],
    ],
  });
  return command.action(async (files: string[], flags: StageOutFlags) => {
    const { stageOut } = await import('../commands/transfers-by-hand.ts');
    const { to, scope, activity } = flags;
    const role = activity === 'pl' ? ('log' as const) : ('output' as const);
    const facts = { ...deps.facts, sources: sourcesOf({ ...flags }, deps), stop: deps.wishes.stop };
    deps.setExitCode(await stageOut({ files, to, scope, role, ...handWishes(flags) }, facts));
  });
}
