import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { needsTool, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { completion } from '../../src/commands/completion.ts';
import { createProgram } from '../../src/program.ts';

const never = new AbortController().signal;
const program = createProgram({
  facts: {
    cwd: '/',
    env: {},
    streams: { stdout: { write: () => true }, stderr: { write: () => true, isTTY: false } },
    self: ['node'],
  },
  wishes: { stop: never, drain: never },
  setExitCode: () => undefined,
  useExitCodes: () => undefined,
});

/** What a real bash offers for each line, whose last word is the one that is completed. */
function offered(shell: 'bash' | 'zsh', lines: readonly (readonly string[])[], driver: string): Promise<string[][]> {
  return tree({ script: completion(shell, program), driver }).then((root) =>
    lines.map((words) => {
      const flags = shell === 'bash' ? ['--norc'] : ['-f'];
      const text = execFileSync(shell, [...flags, join(root, 'driver'), join(root, 'script'), ...words], {
        encoding: 'utf8',
      });
      return text.split('\n').filter((word) => word !== '');
    }),
  );
}

const bashDriver = `
source "$1"; shift
[ "$(complete -p panda-pilot)" = 'complete -o default -F _panda_pilot panda-pilot' ] || echo 'not registered'
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _panda_pilot; printf '%s\\n' "\${COMPREPLY[@]}"
`;

const zshDriver = `
_describe() { local name=$2; print -rl -- "\${(@P)name}" }
compadd() { shift; print -rl -- "$@" }
_files() { print files }
source "$1"; shift
words=("$@"); CURRENT=$#; PREFIX=$words[-1]; _panda_pilot
`;

describe('panda-pilot completion bash', () => {
  it('offers commands, options and their values, and leaves the rest to names of files', async () => {
    const lines = [
      ['panda-pilot', 're'],
      ['panda-pilot', 'run', '--api', ''],
      ['panda-pilot', 'run', '--slots', '2', '--label-r'],
      ['panda-pilot', 'proxy', 'ge'],
      ['panda-pilot', 'proxy', 'get', '--ou'],
      ['panda-pilot', 'run', '--workdir', 'r'],
      ['panda-pilot', 'report', 'log'],
      ['panda-pilot', 'completion', ''],
      ['panda-pilot', 'sta'],
      ['panda-pilot', 'stage-out', '--activity', ''],
      ['panda-pilot', 'stage-in', '--check'],
    ];
    expect(await offered('bash', lines, bashDriver)).toEqual([
      ['recover', 'report'],
      ['auto', 'v1', 'classic'],
      ['--label-rules'],
      ['get'],
      ['--out'],
      [],
      [],
      ['bash', 'zsh'],
      ['stage-in', 'stage-out'],
      ['pw', 'pl'],
      ['--checksum'],
    ]);
  });
});

describe.skipIf(needsTool('zsh'))('panda-pilot completion zsh', () => {
  it('offers the same, with what it means', async () => {
    const lines = [
      ['panda-pilot', 'r'],
      ['panda-pilot', 'run', '--api', ''],
      ['panda-pilot', 'run', '--'],
      ['panda-pilot', 'report', ''],
      ['panda-pilot', 'stage-out', '--activity', ''],
    ];
    const [commands, values, options, files, activities] = await offered('zsh', lines, zshDriver);
    expect(commands).toContain('explain:Say what an error means, what to do, and whose it is.');
    expect(values).toEqual(['auto', 'v1', 'classic']);
    expect(options?.some((line) => line.startsWith('--slots:'))).toBe(true);
    expect(files).toEqual(['files']);
    expect(commands).toContainEqual(expect.stringMatching(/^stage-in:Copy files in by hand/));
    expect(activities).toEqual(['pw', 'pl']);
  });
});
