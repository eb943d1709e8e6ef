import { Command, InvalidArgumentError } from 'commander';
import type { ProgramDeps } from '../program-deps.ts';
import { sourcesOf } from './settings-options.ts';
import { handWishes, type TransferFlags, withTransferOptions } from './transfer-options.ts';

interface StageInFlags extends TransferFlags {
  readonly to: string;
  readonly checksum?: readonly string[];
  readonly size?: readonly number[];
  readonly direct?: true;
}

/** `panda-pilot stage-in`. */
export function stageInCommand(deps: ProgramDeps): Command {
  const command = new Command('stage-in')
    .argument('<files...>', 'URLs or local paths; with a queue also scope:name, which lies where the queue says')
    .option('--to <path>', 'directory that they go to; of one file its own path', '.')
    .option('--checksum <kind:hex>', 'what a file must have, such as adler32:0a1b2c3d; once for each file', collect)
    .option('--size <bytes>', 'how large a file must be; once for each file', sizes)
    .option('--direct', 'copy nothing that can be opened in place: say what the payload would open');
  withTransferOptions(command, {
    line: "Copy files in by hand, as a job's inputs are: with its retries, checks and copytools.",
    paragraph:
      'A file gets its name only when it is whole and verified, and nothing partial is left, not after Ctrl-C either; what kill -9 leaves, the next stage-in to that directory removes. On a terminal each transfer is shown with its rate and the time left.',
    examples: [
      [
        'by one copytool',
        'panda-pilot stage-in --copytool xrdcp root://storage.example.org//atlas/rucio/mc16/EVNT.root',
      ],
      [
        'as jobs of a queue do it, with a checksum to compare',
        'panda-pilot stage-in -q MY_QUEUE --queuedata queuedata.json --checksum adler32:0a1b2c3d mc16:EVNT.root',
      ],
      [
        'with a token',
        'panda-pilot stage-in --copytool davs --token-file token davs://storage.example.org/atlas/a.root',
      ],
    ],
  });
  return command.action(async (files: string[], flags: StageInFlags) => {
    const { stageIn } = await import('../commands/transfers-by-hand.ts');
    const { to, checksum: checksums = [], size: bytes = [], direct } = flags;
    const wanted = { files, to, checksums, sizes: bytes, direct: direct === true, ...handWishes(flags) };
    const facts = { ...deps.facts, sources: sourcesOf({ ...flags }, deps), stop: deps.wishes.stop };
    deps.setExitCode(await stageIn(wanted, facts));
  });
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

function sizes(text: string, before: readonly number[] = []): readonly number[] {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a number of bytes.');
  return [...before, Number(text)];
}
