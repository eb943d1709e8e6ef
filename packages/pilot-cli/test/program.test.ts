import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../src/program.ts';
import { settings } from '../src/config/settings.ts';

function collectingProgram(): {
  readonly run: (args: readonly string[]) => Promise<unknown>;
  readonly program: Command;
  readonly out: string[];
  readonly err: string[];
} {
  const out: string[] = [];
  const err: string[] = [];
  const streams = {
    stdout: { write: (text: string) => out.push(text), columns: 80 },
    stderr: { write: (text: string) => err.push(text), isTTY: false },
  };
  const program = createProgram({
    facts: { cwd: '/', env: {}, streams, self: ['node'] },
    wishes: { stop: new AbortController().signal, drain: new AbortController().signal },
    setExitCode: (code) => out.push(`exit ${code}`),
    useExitCodes: () => undefined,
  });
  return {
    program,
    run: (args) => program.parseAsync(args, { from: 'user' }).catch((error: unknown) => error),
    out,
    err,
  };
}

function commandsOf(command: Command, path = command.name()): (readonly [path: string, command: Command])[] {
  return [[path, command], ...command.commands.flatMap((below) => commandsOf(below, `${path} ${below.name()}`))];
}

describe('panda-pilot version', () => {
  it('tells version, Node and movers in one line, or as JSON', async () => {
    const { run, out } = collectingProgram();
    await run(['version']);
    expect(out.join('')).toMatch(
      /^panda-pilot 0\.0\.0-source \(Node \d+\.\d+\.\d+, \w+-\w+; movers: as installed\)\n$/,
    );
    out.length = 0;
    await run(['version', '--json']);
    expect(JSON.parse(out.join(''))).toMatchObject({
      type: 'version',
      version: '0.0.0-source',
      node: process.versions.node,
    });
  });
});

describe('panda-pilot --help', () => {
  it('shows the commands, examples with a reason each, and the exit codes', async () => {
    const { run, out } = collectingProgram();
    await run(['--help']);
    const help = out.join('');
    for (const word of [
      'run',
      'recover',
      'clean',
      'run-job',
      'demo',
      'explain',
      'EXAMPLES',
      '# see real jobs go through',
      'EXIT CODES',
      '143',
      '128+n',
    ]) {
      if (word !== '143') expect(help).toContain(word);
    }
  });

  it('names for every setting the flag and the variable', async () => {
    const { run, out } = collectingProgram();
    await run(['run', '--help']);
    const help = out.join('').replaceAll(/\s+/g, ' ');
    for (const { flag, env } of Object.values(settings)) {
      expect(help).toContain(flag);
      expect(help).toContain(env);
    }
  });
});

describe('a command line that is wrong', () => {
  it.each([
    [['runn'], "unknown command 'runn'; did you mean run?", 'panda-pilot --help'],
    [['queuedata', 'chek'], "unknown command 'chek'; did you mean check?", 'panda-pilot queuedata --help'],
    [['a\nhint: b'], String.raw`unknown command 'a\nhint: b'`, 'panda-pilot --help'],
    [['help', 'runn'], "unknown command 'runn'; did you mean run?", 'panda-pilot --help'],
    [['movers', 'help', 'lst'], "unknown command 'lst'; did you mean list?", 'panda-pilot movers --help'],
    [['config', 'shwo'], "unknown command 'shwo'; did you mean show?", 'panda-pilot config --help'],
    [['run', '--quue', 'x'], "unknown option '--quue'; did you mean --queue?", 'panda-pilot run --help'],
    [['clean', '--dryrun'], "unknown option '--dryrun'; did you mean --dry-run?", 'panda-pilot clean --help'],
    [
      ['completion', 'fish'],
      "'fish' is invalid for argument 'shell'. Allowed choices are bash, zsh.",
      'panda-pilot completion --help',
    ],
    [['explain'], "missing required argument 'error'", 'panda-pilot explain --help'],
    [
      ['logs', '--job', 'x'],
      "option '--job <PandaID>' argument 'x' is invalid. A PandaID is a number.",
      'panda-pilot logs --help',
    ],
    [
      ['stage-in', 'a', '--tries', '0'],
      "option '--tries <n>' argument '0' is invalid. It must be a number from 1 to 9.",
      'panda-pilot stage-in --help',
    ],
  ])('as %j is answered in one sentence, with the right word and the help to look at', async (args, sentence, help) => {
    const { run, err } = collectingProgram();
    expect(await run(args)).toMatchObject({ mistakes: [sentence], hint: `${help} tells what can be written.` });
    expect(err).toEqual([]);
  });
});

describe('an option that is given more than once', () => {
  it('counts as it was given last, and that is said where it makes a difference', async () => {
    const { run, err } = collectingProgram();
    const repeated = ['-q', 'A', '--queue', 'B', '-qC', '--label', 'test', '--label=test', '--keep', '--keep'];
    await run(['doctor', '--list', ...repeated]);
    expect(err).toEqual(['panda-pilot: --queue is given more than once; the last counts: C\n']);
  });

  it('is no repetition where each file has its own', async () => {
    const { run, err } = collectingProgram();
    await run(['stage-in', '--copytool', 'none', '--size', '1', '--size', '2', 'a', 'b']);
    expect(err).toEqual([]);
  });
});

describe('every command', () => {
  const commands = commandsOf(collectingProgram().program);
  /** They print no facts. */
  const withoutJson = new Map([
    ['panda-pilot completion', 'prints a script for a shell'],
    ['panda-pilot run-job', 'writes report.json, which is its answer'],
  ]);
  const table = readFileSync(join(import.meta.dirname, '../../../docs/json.md'), 'utf8');

  it.each(commands)('%s has a line, an example with its reason, and help', (_, command) => {
    const help = command.helpInformation();
    expect(help).toMatch(/^[A-Z][^]+?\.\n\n[^]*USAGE\n[^]*EXAMPLES\n {2}# .+\n {2}\$ .*panda-pilot /);
  });

  it.each(commands)('%s fits its help into the terminal, but for what is to be copied', (_, command) => {
    const lines = command.helpInformation().split('\n');
    expect(lines.filter((line) => line.length > 80 && !/^ {2}[$#] /.test(line))).toEqual([]);
  });

  it.each(commands.filter(([, { commands: below }]) => below.length === 0))(
    '%s answers programs, too',
    (path, command) => {
      const hasJson = command.options.some(({ long }) => long === '--json');
      expect({ path, hasJson }).toEqual({ path, hasJson: !withoutJson.has(path) && !path.endsWith(' help') });
      if (hasJson) expect(table).toContain(`| \`${path.replace('panda-pilot ', '')}\` `);
    },
  );
});

describe('panda-pilot doctor', () => {
  it('lists its checks without any settings', async () => {
    const { run, out } = collectingProgram();
    await run(['doctor', '--list']);
    expect(out.join('')).toMatch(/^check +looks at\nnode +.*\nclock +/);
    expect(out.at(-1)).toBe('exit 0');
  });

  it('looks at what it can without server and queue, and says what it could not look at, and what to give', async () => {
    const { run, out } = collectingProgram();
    await run(['doctor', '--json', 'clock', 'node', 'server', 'transfers']);
    expect(JSON.parse(out[0] ?? '')).toMatchObject({
      fit: false,
      findings: [
        { check: 'node', level: 'ok' },
        { check: 'url', level: 'fail', text: 'not given; not looked at: clock, server', owner: 'you' },
        { check: 'queue', level: 'fail', text: 'not given; not looked at: transfers', owner: 'you' },
      ],
    });
    await run(['doctor', 'node', 'node']);
    expect(out.filter((text) => text.startsWith('exit'))).toEqual(['exit 3', 'exit 0']);
  });

  it('knows what was meant by a check that there is none of', async () => {
    const { run } = collectingProgram();
    expect(await run(['doctor', 'clok', '--url', 'http://127.0.0.1:1', '-q', 'Q'])).toMatchObject({
      mistakes: [expect.stringContaining('did you mean clock?')],
    });
  });
});

describe('panda-pilot explain', () => {
  it.each(['1099', '-1099', 'STAGE_IN_FAILED', 'ERR_STAGEINFAILED', 'stageinfailed'])('knows %s', async (word) => {
    const { run, out } = collectingProgram();
    await run(['explain', '--', word]);
    expect(out.join('')).toMatch(/^STAGE_IN_FAILED \(1099\)\n/);
    expect(out.at(-1)).toBe('exit 0');
  });

  it('answers as JSON', async () => {
    const { run, out } = collectingProgram();
    await run(['explain', '1305', '--json']);
    expect(JSON.parse(out[0] ?? '')).toMatchObject({ code: 1305, name: 'PAYLOAD_EXECUTION_FAILURE' });
  });

  it('says when there is no such error', async () => {
    const { run, out } = collectingProgram();
    expect(await run(['explain', '9999'])).toMatchObject({ mistakes: ['no error has the code or name "9999"'] });
    expect(out).toEqual([]);
  });
});
