import { Command } from 'commander';
import { runCommand } from './command-line/run-command.ts';
import { recoverCommand } from './command-line/recover-command.ts';
import { cleanCommand } from './command-line/clean-command.ts';
import { runJobCommand } from './command-line/run-job-command.ts';
import { completionCommand } from './command-line/completion-command.ts';
import { doctorCommand } from './command-line/doctor-command.ts';
import { demoCommand } from './command-line/demo-command.ts';
import { moversCommand } from './command-line/movers-command.ts';
import { explainCommand } from './command-line/explain-command.ts';
import { logsCommand } from './command-line/logs-command.ts';
import { proxyCommand } from './command-line/proxy-command.ts';
import { reportCommand } from './command-line/report-command.ts';
import { configCommand } from './command-line/config-command.ts';
import { queuedataCommand } from './command-line/queuedata-command.ts';
import type { ProgramDeps } from './program-deps.ts';
import { helpCommand } from './command-line/help-command.ts';
import { withHelp } from './command-line/help.ts';
import { warnOfRepetitions } from './command-line/repeated-options.ts';
import { throwUsageErrors } from './command-line/usage-error.ts';
import { stageInCommand } from './command-line/stage-in-command.ts';
import { stageOutCommand } from './command-line/stage-out-command.ts';
import { versionCommand } from './command-line/version-command.ts';
import { versionFacts, versionLine } from './version.ts';

/**
 * The commands that a person types; each is loaded when it is called. What is wrong with a command line is thrown as a
 * ConfigError.
 */
export function createProgram(deps: ProgramDeps): Command {
  const { streams } = deps.facts;
  const program = new Command('panda-pilot')
    .version(versionLine(versionFacts()), '-V, --version', 'tell version, commit, Node and movers')
    .configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      writeErr: (text) => streams.stderr.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => helpWidth(streams.stdout.columns),
      getErrHelpWidth: () => helpWidth(streams.stderr.columns),
    });
  withHelp(program, {
    line: 'Runs PanDA jobs on this machine.',
    paragraph:
      'Asks a PanDA server for a job, copies its inputs in, runs the payload, copies outputs and log out, reports, and takes the next job.',
    examples: [
      ['see real jobs go through, without a grid', 'panda-pilot demo'],
      [
        'work for a queue for up to ten hours',
        'panda-pilot run --url https://panda.example.org:25443 -q MY_QUEUE --timefloor 600',
      ],
      ['what does error 1099 mean?', 'panda-pilot explain 1099'],
    ],
    exitCodes: true,
  });
  for (const [heading, makers] of Object.entries(commands))
    for (const make of makers) program.addCommand(make(deps).helpGroup(heading));
  withHelpCommands(program, program.name());
  throwUsageErrors(program);
  warnOfRepetitions(program, streams);
  return program;
}

/** Below their headings in the help; the last ones, and help itself, have none. */
const commands: Readonly<Record<string, readonly ((deps: ProgramDeps) => Command)[]>> = {
  'commands to run jobs': [runCommand, demoCommand, runJobCommand, recoverCommand, cleanCommand],
  'commands to see what happened': [reportCommand, logsCommand, explainCommand],
  'commands to look at a site': [
    doctorCommand,
    configCommand,
    queuedataCommand,
    moversCommand,
    proxyCommand,
    stageInCommand,
    stageOutCommand,
  ],
  '': [completionCommand, versionCommand],
};

/** Instead of commander's own; each command below prints as its parent does. */
function withHelpCommands(parent: Command, path: string): void {
  for (const below of parent.commands) {
    below.copyInheritedSettings(parent);
    withHelpCommands(below, `${path} ${below.name()}`);
  }
  if (parent.commands.length === 0) return;
  parent.helpCommand(false).addCommand(helpCommand(parent, path).copyInheritedSettings(parent));
}

/** As wide as the terminal, and no wider than is read with ease. */
function helpWidth(columns = widestHelp): number {
  return Math.min(columns, widestHelp);
}

const widestHelp = 110;
