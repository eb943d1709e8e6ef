import { Command } from 'commander';
import type { ProcessFacts } from './compose.ts';
import { readConfig } from './config.ts';
import { exitCodeTexts } from './exit-codes.ts';
import { type Settings, settings } from './settings.ts';
import { version } from './version.ts';

export interface ProgramDeps {
  readonly facts: ProcessFacts;
  readonly stop: AbortSignal;
  setExitCode(code: number): void;
}

/** The commands that a person types; each is loaded when it is called. */
export function createProgram(deps: ProgramDeps): Command {
  const { streams } = deps.facts;
  const program = new Command('panda-pilot')
    .description('Runs PanDA jobs on this machine.')
    .version(version, '-V, --version')
    .exitOverride()
    .configureOutput({ writeOut: (text) => streams.stdout.write(text), writeErr: (text) => streams.stderr.write(text) })
    .showHelpAfterError('(panda-pilot --help tells more)')
    .addHelpText(
      'after',
      examples([
        ['see real jobs go through, without a grid', 'panda-pilot demo'],
        [
          'work for a queue until the server has no more jobs',
          'panda-pilot run --url https://panda.example.org:25443 --queue MY_QUEUE --queuedata queuedata.json --timefloor 600',
        ],
        ['what does error 1099 mean?', 'panda-pilot explain 1099'],
      ]) + exitCodeHelp(),
    );
  program.addCommand(runCommand(deps)).addCommand(recoverCommand(deps)).addCommand(runJobCommand());
  program.addCommand(demoCommand(deps)).addCommand(explainCommand(deps));
  for (const command of program.commands) command.copyInheritedSettings(program);
  return program;
}

function runCommand(deps: ProgramDeps): Command {
  const command = new Command('run')
    .description(
      'Asks the server for jobs and runs them one after the other.\n\nFinishes first what an earlier pilot below the same work directory has left. Stops at SIGTERM: the payload gets its grace, the log is\nstored, the end reported.',
    )
    .addHelpText(
      'after',
      examples([
        ['one job', 'panda-pilot run --url https://panda.example.org:25443 -q MY_QUEUE --queuedata queuedata.json'],
        [
          'all jobs that come within ten hours, with a token',
          'panda-pilot run --url ... -q MY_QUEUE --timefloor 600 --token-file token --token-origin atlas:production',
        ],
      ]) + exitCodeHelp(),
    );
  return withSettings(command).action(async (flags) => {
    const { run } = await import('./commands/run.ts');
    deps.setExitCode(await run(settingsOf(flags, deps), deps.facts, deps.stop));
  });
}

function recoverCommand(deps: ProgramDeps): Command {
  const command = new Command('recover')
    .description('Finishes the jobs that dead pilots have left below the work directory, and asks for none.')
    .addHelpText(
      'after',
      examples([
        ['after a crash', 'panda-pilot recover --url https://panda.example.org:25443 -q MY_QUEUE --workdir /scratch'],
      ]) + exitCodeHelp(),
    );
  return withSettings(command).action(async (flags) => {
    const { recover } = await import('./commands/recover.ts');
    deps.setExitCode(await recover(settingsOf(flags, deps), deps.facts, deps.stop));
  });
}

/** `main` has taken this word before commander sees it; here is its help line. */
function runJobCommand(): Command {
  return new Command('run-job').description(
    'Runs the one job described in a directory, as the agent does (see run-job --help).',
  );
}

function demoCommand(deps: ProgramDeps): Command {
  return new Command('demo')
    .description(
      'Lets real jobs go through an embedded PanDA server on this machine.\n\nWrites input files, submits jobs that read them (one fails on purpose), runs a pilot, and shows what became of each.',
    )
    .option('--directory <dir>', 'where everything is put (default: panda-demo in the current directory)')
    .option('--json', 'the table as JSON')
    .addHelpText('after', examples([['everything below /tmp/demo', 'panda-pilot demo --directory /tmp/demo']]))
    .action(async (options: { directory?: string; json?: boolean }) => {
      const { demo } = await import('./commands/demo.ts');
      deps.setExitCode(await demo(options, deps.facts, deps.stop));
    });
}

function explainCommand(deps: ProgramDeps): Command {
  return new Command('explain')
    .description('Says what an error means, what to do, and whose it is.')
    .argument('<error>', 'code or name, as a log, a monitor or an older pilot writes it')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      examples([
        ['by number', 'panda-pilot explain 1099'],
        ['by name', 'panda-pilot explain STAGE_IN_FAILED'],
      ]),
    )
    .action(async (word: string, options: { json?: boolean }) => {
      const { explain } = await import('./commands/explain.ts');
      deps.setExitCode(explain(word, options, deps.facts.streams));
    });
}

function withSettings(command: Command): Command {
  command.option('--config <file>', 'JSON file with settings (PANDA_PILOT_CONFIG)');
  for (const { flag, env, help } of Object.values(settings)) command.option(flag, `${help} (${env})`);
  return command;
}

function settingsOf(flags: Record<string, unknown>, { facts }: ProgramDeps): Settings {
  const named = flags['config'];
  const file = typeof named === 'string' ? named : facts.env['PANDA_PILOT_CONFIG'];
  return readConfig({ flags, env: facts.env, file }).settings;
}

function examples(given: readonly (readonly [why: string, line: string])[]): string {
  return `\nEXAMPLES\n${given.map(([why, line]) => `  # ${why}\n  $ ${line}\n`).join('\n')}`;
}

function exitCodeHelp(): string {
  return `\nEXIT CODES\n${exitCodeTexts.map(([code, text]) => `  ${code.padEnd(6)} ${text}\n`).join('')}`;
}
