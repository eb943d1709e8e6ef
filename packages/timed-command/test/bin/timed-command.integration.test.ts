import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tempDir, tree } from '@panda-pilot/testkit';
import { openWorkshop, place, type Workshop } from '../unprivileged.ts';

let workshop: Workshop;
beforeAll(async () => {
  workshop = await openWorkshop();
  await place(workshop, 'lost', '#!/no/such/interpreter\n');
  await place(workshop, 'no-interpreter', 'echo script "$@"; exit 6\n');
});
afterAll(() => workshop.remove());

interface Run {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly elapsedMs: number;
}

interface RunOptions {
  readonly input?: string;
  /** A signal to the program itself, as soon as the command has said that it is ready. */
  readonly signal?: NodeJS.Signals;
}

function run(command: readonly string[], { input, signal }: RunOptions = {}): Promise<Run> {
  const startedAt = performance.now();
  // A core file would be written to our directory, by timeout too.
  const child = spawn('sh', ['-c', 'ulimit -c 0; exec "$@"', 'sh', ...command], {
    stdio: 'pipe',
    cwd: workshop.directory,
    detached: true,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    if (signal !== undefined && !child.killed && stdout.includes('ready')) child.kill(signal);
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return new Promise((resolve) => {
    child.once('close', (exitCode, signal) =>
      resolve({ exitCode, signal, stdout, stderr, elapsedMs: performance.now() - startedAt }),
    );
  });
}

const theirs = (args: readonly string[]): readonly string[] => ['timeout'].concat(args);
const ours = (args: readonly string[]): readonly string[] => [
  process.execPath,
  join(workshop.directory, 'timed-command-bin.mjs'),
  ...args,
];

function installedTimeout(): string | undefined {
  try {
    return /^timeout \(GNU coreutils\) (\S+)/.exec(execFileSync('timeout', ['--version'], { encoding: 'latin1' }))?.[1];
  } catch {
    return undefined;
  }
}

const ignoring = 'trap "" TERM; echo ready; sleep 30';
const slowToEnd = 'trap "exit 7" TERM; echo ready; while :; do sleep 0.01; done';

describe.skipIf(installedTimeout() === undefined)('ends as GNU timeout does', () => {
  const cases: readonly (readonly [title: string, args: readonly string[], options?: RunOptions])[] = [
    ['with the code 0 of the command', ['5', 'true']],
    ['with the code 1 of the command', ['5', 'false']],
    ['with 125 of the command', ['5', 'sh', '-c', 'exit 125']],
    ['with the output and the code of the command', ['5', 'sh', '-c', 'echo out; exit 42']],
    ['when the command dies by SIGTERM', ['5', 'sh', '-c', 'kill -TERM $$']],
    ['when the command dies by SIGKILL', ['5', 'sh', '-c', 'kill -KILL $$']],
    ['when the command dies by SIGSEGV', ['5', 'sh', '-c', 'kill -SEGV $$']],
    ['when the command dies by SIGPIPE', ['5', 'sh', '-c', 'kill -PIPE $$']],
    ['when the command dies by SIGUSR1', ['5', 'sh', '-c', 'kill -USR1 $$']],
    ['at the limit', ['0.2', 'sleep', '30']],
    ['at a limit in seconds', ['0.2s', 'sleep', '30']],
    ['at a limit in minutes', ['0.003m', 'sleep', '30']],
    ['at a limit in hours', ['0.00006h', 'sleep', '30']],
    ['at a limit in days', ['0.000003d', 'sleep', '30']],
    ['at a limit in exponents', ['2e-1', 'sleep', '30']],
    ['at a hexadecimal limit', ['0x.4', 'sleep', '30']],
    ['at a limit of no length', ['1e-9', 'sleep', '30']],
    ['without a limit', ['0', 'sh', '-c', 'sleep 0.1; exit 3']],
    ['with an infinite limit', ['inf', 'sh', '-c', 'exit 3']],
    ['with a limit of 30 days', ['30d', 'sh', '-c', 'sleep 0.1; exit 3']],
    ['with a limit of 10^20 days', ['100000000000000000000d', 'sh', '-c', 'exit 3']],
    ['at the limit, when the command ends with 7 then', ['2', 'sh', '-c', slowToEnd]],
    // Where its status or its words show, the command must have been started by its limit: Node takes 0.1 s for that, a busy machine a second.
    ['at the limit with the status of the command', ['--preserve-status', '2', 'sleep', '30']],
    ['at the limit with the code of the command', ['--preserve-status', '2', 'sh', '-c', slowToEnd]],
    ['at the limit by SIGINT', ['-s', 'INT', '0.2', 'sleep', '30']],
    ['at the limit by SIGINT with its status', ['-s', 'INT', '--preserve-status', '2', 'sleep', '30']],
    ['at the limit by a signal in lower case', ['-s', 'int', '--preserve-status', '2', 'sleep', '30']],
    ['at the limit by a signal with its prefix', ['--signal=SIGHUP', '--preserve-status', '2', 'sleep', '30']],
    ['at the limit by a signal by number', ['-s', '10', '--preserve-status', '2', 'sleep', '30']],
    ['when SIGKILL was needed', ['-k', '0.2', '2', 'sh', '-c', ignoring]],
    ['when SIGKILL was needed, status preserved', ['--preserve-status', '-k', '0.2', '2', 'sh', '-c', ignoring]],
    ['when SIGKILL was not needed', ['-k', '20', '0.2', 'sleep', '30']],
    ['with options in one word', ['-k20', '-sINT', '0.2', 'sleep', '30']],
    ['with abbreviated options', ['--pres', '--sig', 'INT', '--kill=20', '2', 'sleep', '30']],
    ['with operands that look like options', ['5', 'echo', '-k', '--help']],
    ['with an end of options', ['--', '5', 'echo', 'x']],
    ['in the foreground', ['--foreground', '5', 'sh', '-c', 'exit 9']],
    ['in the foreground at the limit', ['--foreground', '0.2', 'sleep', '30']],
    ['in the foreground at the limit, killed', ['--foreground', '-s', 'KILL', '0.2', 'sleep', '30']],
    [
      'in the foreground with SIGKILL needed',
      ['--foreground', '-k', '0.2', '2', 'sh', '-c', 'trap "" TERM; while :; do sleep 0.05; done'],
    ],
    ['when the command is missing', ['5', 'no-such-command']],
    ['when the file is missing', ['5', '/no/such/file']],
    ['when a part of the path is a file', ['5', '/etc/passwd/x']],
    ['when the file may not be executed', ['5', '/etc/passwd']],
    ['when the file is a directory', ['5', '/tmp']],
    ['when the interpreter is missing', ['5', './lost']],
    ['when the script has no interpreter', ['5', './no-interpreter', 'argument']],
    ['without operands', []],
    ['without a command', ['5']],
    ['without a duration', ['true']],
    ['with an empty duration', ['', 'true']],
    ['with a negative duration', ['-1', 'true']],
    ['with a negative duration after --', ['--', '-1', 'true']],
    ['with a duration that is no number', ['x', 'true']],
    ['with a duration that is not a number', ['nan', 'true']],
    ['with an unknown suffix', ['1w', 'true']],
    ['with two suffixes', ['1ms', 'true']],
    ['with a blank before the suffix', ['1 s', 'true']],
    ['with a blank before the duration', [' 5', 'true']],
    ['with a plus', ['+5', 'true']],
    ['with an unknown signal', ['-s', 'NOPE', '5', 'true']],
    ['with an invalid -k', ['-k', 'x', '5', 'true']],
    ['with an unknown option', ['--nope', '5', 'true']],
    ['with an unknown letter', ['-q', '5', 'true']],
    ['with an option that lacks its value', ['-k']],
    ['with a value for an option that takes none', ['--foreground=1', '5', 'true']],
    ['with input', ['5', 'cat'], { input: 'hello' }],
    ['when it is sent SIGTERM', ['10', 'sh', '-c', 'echo ready; exec sleep 5'], { signal: 'SIGTERM' }],
    ['when it is sent SIGINT', ['10', 'sh', '-c', 'echo ready; exec sleep 5'], { signal: 'SIGINT' }],
    [
      'when it is sent SIGHUP and the command ends with 7',
      ['10', 'sh', '-c', 'trap "exit 7" HUP; echo ready; while :; do sleep 0.01; done'],
      { signal: 'SIGHUP' },
    ],
    [
      'when it is sent SIGTERM, which the command ignores for a while',
      ['10', 'sh', '-c', 'trap "" TERM; echo ready; sleep 1; exit 5'],
      { signal: 'SIGTERM' },
    ],
    [
      'when it is sent SIGTERM, which the command ignores for a while, and -k gives it a long time',
      ['-k', '30d', '10', 'sh', '-c', 'trap "" TERM; echo ready; sleep 1; exit 5'],
      { signal: 'SIGTERM' },
    ],
    [
      'in the foreground, when it is sent SIGTERM and SIGKILL was needed',
      ['--foreground', '-k', '0.2', '10', 'sh', '-c', 'trap "" TERM; echo ready; while :; do sleep 0.05; done'],
      { signal: 'SIGTERM' },
    ],
  ];

  it.concurrent.each(cases.map(([title, args, options = {}]) => ({ title, args, options })))(
    '$title',
    async ({ args, options }) => {
      const [theirRun, ourRun] = await Promise.all([run(theirs(args), options), run(ours(args), options)]);
      const wanted = timeoutKillsItself(args)
        ? { exitCode: 137, signal: null }
        : { exitCode: theirRun.exitCode, signal: theirRun.signal };
      expect({ exitCode: ourRun.exitCode, signal: ourRun.signal, stdout: ourRun.stdout }).toEqual({
        ...wanted,
        stdout: theirRun.stdout,
      });
      // What the shell says of a killed child is a matter of luck.
      if ([125, 126, 127].includes(ourRun.exitCode ?? 0)) expect(ourRun.stderr !== '').toBe(theirRun.stderr !== '');
    },
  );

  /** timeout sends SIGKILL to its own group too, and dies by it; a shell shows 137 either way. */
  function timeoutKillsItself(args: readonly string[]): boolean {
    return !args.includes('--foreground') && args.includes('-k') && args.includes(ignoring);
  }
});

describe('differs from GNU timeout where that is better', () => {
  it('gives 126 for a program of another processor, which timeout runs as shell text', async () => {
    const elf = Buffer.concat([Buffer.from('\u007FELF\u0002\u0001\u0001', 'latin1'), Buffer.alloc(57, 0)]);
    elf.writeUInt16LE(22, 18);
    await place(workshop, 'foreign', elf);
    expect(await run(ours(['5', './foreign']))).toMatchObject({ exitCode: 126 });
  });

  it('ends what the command leaves behind', async () => {
    const { stdout, elapsedMs } = await run(ours(['5', 'sh', '-c', 'setsid sleep 60 & echo done']));
    expect(stdout).toBe('done\n');
    // The daemon holds our pipe as long as it lives.
    expect(elapsedMs).toBeLessThan(20_000);
  });

  it('writes how it went into a file', async () => {
    const file = join(await tempDir(), 'result.json');
    await run(ours(['--json', file, '1', 'sleep', '30']));
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      command: ['sleep', '30'],
      ending: { kind: 'timed-out', forced: false },
      leftovers: 0,
    });
  });

  it('says which signal it sends', async () => {
    const { stderr } = await run(ours(['-v', '-k', '0.1', '2', 'sh', '-c', ignoring]));
    expect(stderr).toBe(
      "timed-command: sending signal TERM to command 'sh'\ntimed-command: sending signal KILL to command 'sh'\n",
    );
  });

  it('passes a signal on once, where timeout sends it to the command and to its group', async () => {
    const counting = 'trap "echo told" TERM; echo ready; while :; do sleep 0.02; done';
    const { exitCode, stdout } = await run(ours(['-k', '3', '10', 'sh', '-c', counting]), { signal: 'SIGTERM' });
    expect({ exitCode, stdout }).toEqual({ exitCode: 137, stdout: 'ready\ntold\n' });
  });

  it('explains itself', async () => {
    const { stdout, exitCode } = await run(ours(['--help']));
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Usage: timed-command /);
  });

  it('shows usage errors on stderr', async () => {
    await tree({});
    expect(await run(ours(['x', 'true']))).toMatchObject({
      exitCode: 125,
      stdout: '',
      stderr: expect.stringContaining("invalid time interval 'x'") as string,
    });
  });
});
