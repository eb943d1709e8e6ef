import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { LogsOptions } from './commands/logs.ts';
import { proxyCommand } from './commands/proxy-command.ts';
import { readConfig } from './config/config.ts';
import type { ProgramDeps } from './program-deps.ts';
import { type HelpText, withHelp } from './help.ts';
import { type Settings, settingRows } from './config/settings.ts';
import { version } from './version.ts';

/** The commands that a person types; each is loaded when it is called. */
export function createProgram(deps: ProgramDeps): Command {
  const { streams } = deps.facts;
  const program = new Command('panda-pilot')
    .version(version, '-V, --version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      writeErr: (text) => streams.stderr.write(text),
    })
    .showHelpAfterError('(panda-pilot --help tells more)');
  withHelp(program, {
    line: 'Runs PanDA jobs on this machine.',
    paragraph:
      'Asks a PanDA server for a job, copies its inputs in, runs the payload, copies outputs and log out, reports, and takes the next job.',
    examples: [
      ['see real jobs go through, without a grid', 'panda-pilot demo'],
      [
        'work for a queue for up to ten hours',
        'panda-pilot run --url https://panda.example.org:25443 --queue MY_QUEUE --queuedata queuedata.json --timefloor 600',
      ],
      ['what does error 1099 mean?', 'panda-pilot explain 1099'],
    ],
    exitCodes: true,
  });
  const commands = [
    runCommand,
    recoverCommand,
    cleanCommand,
    runJobCommand,
    demoCommand,
    explainCommand,
    moversCommand,
    logsCommand,
    proxyCommand,
  ];
  for (const make of commands) {
    const command = make(deps).copyInheritedSettings(program);
    for (const below of command.commands) below.copyInheritedSettings(command);
    program.addCommand(command);
  }
  return program;
}

function runCommand(deps: ProgramDeps): Command {
  const command = withSettings(new Command('run'), {
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
  });
  return command.action(async (flags) => {
    const { run } = await import('./commands/run.ts');
    deps.setExitCode(await run(settingsOf(flags, deps), deps.facts, deps.wishes));
  });
}

function recoverCommand(deps: ProgramDeps): Command {
  const command = withSettings(new Command('recover'), {
    line: 'Finish the jobs that dead pilots have left below the work directory, and ask for none.',
    paragraph:
      'What is done is not repeated: inputs that are there, a payload that has ended, outputs that are stored.',
    examples: [
      ['after a crash', 'panda-pilot recover --url https://panda.example.org:25443 -q MY_QUEUE --workdir /scratch'],
    ],
    exitCodes: true,
  });
  return command.action(async (flags) => {
    const { recover } = await import('./commands/recover.ts');
    deps.setExitCode(await recover(settingsOf(flags, deps), deps.facts, deps.wishes));
  });
}

function cleanCommand(deps: ProgramDeps): Command {
  const command = new Command('clean')
    .option('--workdir <dir>', 'where pilots have run (default: the current directory)')
    .option('--dry-run', 'say what would be removed, and remove nothing')
    .option('--json', 'as JSON');
  withHelp(command, {
    line: 'Remove what dead pilots have left and nobody is owed.',
    paragraph:
      'Asks no server. What is alive, of another host, or owed to a server stays: panda-pilot recover finishes the last.',
    examples: [['see first what would go', 'panda-pilot clean --workdir /scratch --dry-run']],
  });
  return command.action(async (given: { workdir?: string; dryRun?: boolean; json?: boolean }) => {
    const { clean } = await import('./commands/clean.ts');
    const { cwd, streams } = deps.facts;
    const options = {
      workdir: resolve(cwd, given.workdir ?? '.'),
      dryRun: given.dryRun === true,
      json: given.json === true,
    };
    deps.setExitCode(await clean(options, streams));
  });
}

/** `main` has taken this word before commander sees it; here is its help line. */
function runJobCommand(): Command {
  return withHelp(new Command('run-job'), {
    line: 'Run the one job that a directory describes, as the agent does.',
    paragraph: '',
    examples: [['finish a job that a crash has interrupted', 'panda-pilot run-job --dir PandaJob_4711']],
  });
}

function demoCommand(deps: ProgramDeps): Command {
  const command = new Command('demo')
    .option('--directory <dir>', 'where everything is put (default: panda-demo in the current directory)')
    .option('--json', 'the table as JSON');
  withHelp(command, {
    line: 'Let real jobs go through an embedded PanDA server on this machine.',
    paragraph:
      'Writes input files, submits jobs that read them (one fails on purpose), runs a pilot, and shows what became of each.',
    examples: [['everything below /tmp/demo', 'panda-pilot demo --directory /tmp/demo']],
  });
  return command.action(async (options: { directory?: string; json?: boolean }) => {
    const { demo } = await import('./commands/demo.ts');
    deps.setExitCode(await demo(options, deps.facts, deps.wishes.stop));
  });
}

function moversCommand(deps: ProgramDeps): Command {
  const movers = withHelp(new Command('movers'), {
    line: 'Show which copytools this pilot knows.',
    paragraph: '',
    examples: [['the support table of this machine', 'panda-pilot movers list']],
  });
  const list = new Command('list').option('--json', 'as JSON');
  withHelp(list, {
    line: 'List every copytool: package, schemes, features, the program found and its version, how it is tested.',
    paragraph: 'Programs are looked for on PATH, and run with the one option that prints their version.',
    examples: [['for a script', 'panda-pilot movers list --json']],
  });
  list.action(async (options: { json?: boolean }) => {
    const { moversList } = await import('./commands/movers-list.ts');
    deps.setExitCode(await moversList(options, deps.facts));
  });
  return movers.addCommand(list.copyInheritedSettings(movers));
}

function explainCommand(deps: ProgramDeps): Command {
  const command = new Command('explain')
    .argument('<error>', 'code or name, as a log, a monitor or an older pilot writes it')
    .option('--json', 'as JSON');
  withHelp(command, {
    line: 'Say what an error means, what to do, and whose it is.',
    paragraph: '',
    examples: [
      ['by number', 'panda-pilot explain 1099'],
      ['by name', 'panda-pilot explain STAGE_IN_FAILED'],
    ],
  });
  return command.action(async (word: string, options: { json?: boolean }) => {
    const { explain } = await import('./commands/explain.ts');
    deps.setExitCode(explain(word, options, deps.facts.streams));
  });
}

function logsCommand(deps: ProgramDeps): Command {
  const command = new Command('logs')
    .argument('[dir]', 'of a job, of a pilot, or what pilots work in', '.')
    .option('-f, --follow', 'go on with what is written, until Ctrl-C')
    .option('--job <PandaID>', 'of one job only', jobNumber)
    .option('--no-payload', 'without what payloads write')
    .option('--json', 'a JSON object a line');
  withHelp(command, {
    line: 'Show what pilots, runjobs and payloads have written, in order of time.',
    paragraph:
      "Merges pilot.log, runjob.log and the payload's output; secrets are hidden. A time that ends in ~ is when the file was seen to hold the line, for its writer gave none.",
    examples: [
      ['of everything below the current directory', 'panda-pilot logs'],
      ['of one job, while it runs', 'panda-pilot logs /scratch --job 4711 --follow'],
    ],
  });
  return command.action(async (directory: string, options: LogsOptions) => {
    const { logs } = await import('./commands/logs.ts');
    deps.setExitCode(await logs(directory, options, { ...deps.facts, stop: deps.wishes.stop }));
  });
}

function jobNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('A PandaID is a number.');
  return Number(text);
}

/** Adds an option for every setting, below the headings of their table. */
function withSettings(command: Command, text: HelpText): Command {
  const groups: Record<string, Option[]> = {};
  for (const { flag, env, help, group } of settingRows) {
    const option = new Option(flag, `${help} (${env})`);
    command.addOption(option);
    if (group !== undefined) (groups[group] ??= []).push(option);
  }
  command.option('--config <file>', 'JSON file with settings (PANDA_PILOT_CONFIG)');
  return withHelp(command, { ...text, groups });
}

function settingsOf(flags: Record<string, unknown>, { facts, useExitCodes }: ProgramDeps): Settings {
  const named = flags['config'];
  const file = typeof named === 'string' ? named : facts.env['PANDA_PILOT_CONFIG'];
  const { settings } = readConfig({ flags, env: facts.env, file });
  useExitCodes(settings.exitCodes);
  return settings;
}
