import { describe, expect, it } from 'vitest';
import { createProgram } from '../src/program.ts';
import { settings } from '../src/config/settings.ts';

function collectingProgram(): {
  readonly run: (args: readonly string[]) => Promise<unknown>;
  readonly out: string[];
  readonly err: string[];
} {
  const out: string[] = [];
  const err: string[] = [];
  const streams = {
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => err.push(text), isTTY: false },
  };
  const program = createProgram({
    facts: { cwd: '/', env: {}, streams, self: ['node'] },
    wishes: { stop: new AbortController().signal, drain: new AbortController().signal },
    setExitCode: (code) => out.push(`exit ${code}`),
    useExitCodes: () => undefined,
  });
  return { run: (args) => program.parseAsync(args, { from: 'user' }).catch((error: unknown) => error), out, err };
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
    expect(JSON.parse(out.join(''))).toMatchObject({ version: '0.0.0-source', node: process.versions.node });
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

  it.each([[['runn']], [['run', '--quueue', 'x']], [['explain']]])(
    'answers %j with a usage error that shows the way',
    async (args) => {
      const { run, err } = collectingProgram();
      expect(await run(args)).toMatchObject({ code: expect.stringContaining('commander.') });
      expect(err.join('')).toMatch(/error: /);
    },
  );
});

describe('a word that is nearly right', () => {
  it.each([
    [['recovr'], 'Did you mean recover?'],
    [['queuedata', 'chek'], 'Did you mean check?'],
    [['config', 'shwo'], 'Did you mean show?'],
    [['run', '--quue', 'x'], 'Did you mean --queue?'],
    [['queuedata', 'show', '--queudata', 'x'], 'Did you mean --queuedata?'],
    [['clean', '--dryrun'], 'Did you mean --dry-run?'],
  ])('%j is answered with the right one', async (args, answer) => {
    const { run, err } = collectingProgram();
    await run(args);
    expect(err.join('')).toContain(answer);
  });
});

describe('panda-pilot doctor', () => {
  it('lists its checks without any settings', async () => {
    const { run, out } = collectingProgram();
    await run(['doctor', '--list']);
    expect(out.join('')).toMatch(/^check +looks at\nnode +.*\nclock +/);
    expect(out.at(-1)).toBe('exit 0');
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
    const { run, out, err } = collectingProgram();
    await run(['explain', '9999']);
    expect(err.join('')).toMatch(/no error has the code or name "9999"\nhint: /);
    expect(out).toEqual(['exit 2']);
  });
});
