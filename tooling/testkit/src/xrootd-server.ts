import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { needsTool } from './require-tool.ts';

/** A real xrootd server, anonymous, alone with its clients in a network namespace where nothing asks a name server. */
export interface XrootdServer {
  /** `root://localhost`, as seen from within the namespace. */
  readonly url: string;
  /** The directory on this disk that the server exports as `/`. */
  readonly root: string;
  readonly pid: number;
  /** Words to begin a command with so that it runs where the server is. */
  readonly enter: readonly string[];
  /** Puts a file, with its directories, where the server finds it as its own. */
  readonly plant: (path: string, content: Uint8Array) => Promise<void>;
  /** Stops, or goes on with, the server's process. */
  readonly signal: (name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL') => void;
  /** Ends the server and removes its files. */
  readonly stop: () => Promise<void>;
}

/** For `describe.skipIf(needsXrootd())`: true where no server can be started; in CI it throws instead. */
export function needsXrootd(): boolean {
  const missing = needsTool('xrootd', 'xrdcp', 'xrdfs', 'unshare', 'nsenter', 'ip');
  if (missing || process.getuid?.() === 0) return missing;
  if (process.env['CI'] === 'true') throw new Error('CI must run as root: this test makes a network namespace');
  return true;
}

/** Starts a server that answers when the promise resolves. Without `checksums` it knows none. */
export async function startXrootd({ checksums = true } = {}): Promise<XrootdServer> {
  const home = await mkdtemp(join(tmpdir(), 'panda-xrootd-'));
  const [root, state] = [join(home, 'data'), join(home, 'state')];
  const uid = Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' }));
  await chmod(home, 0o755);
  for (const directory of [root, state]) {
    await mkdir(directory);
    await chown(directory, uid, uid);
  }
  const configuration = join(home, 'xrootd.cfg');
  await writeFile(configuration, configurationOf(root, state, checksums));
  const log = join(state, 'xrootd.log');
  const { shell, pid } = await launch(['-R', 'nobody', '-c', configuration, '-l', log], state);
  const enter = ['nsenter', '-t', String(shell.pid), '-n'];
  const stop = async (): Promise<void> => {
    process.kill(pid, 'SIGCONT');
    shell.stdin?.end();
    if (shell.exitCode === null && shell.signalCode === null) await once(shell, 'exit');
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    untilItAnswers(enter);
  } catch (error) {
    const words = await readFile(join(state, 'xrootd.log'), 'utf8').catch(() => 'no log');
    await stop();
    throw new Error(`xrootd does not answer:\n${words.slice(-2000)}`, { cause: error });
  }
  return {
    url: 'root://localhost',
    root,
    pid,
    enter,
    signal: (name) => void process.kill(pid, name),
    async plant(path, content) {
      const target = join(root, path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, content);
      for (let one = target; one !== root; one = dirname(one)) await chown(one, uid, uid);
    },
    stop,
  };
}

function configurationOf(root: string, state: string, checksums: boolean): string {
  return `all.export /
oss.localroot ${root}
all.adminpath ${state}
all.pidpath ${state}
xrd.port 1094
xrd.allow host localhost
${checksums ? 'xrootd.chksum max 2 adler32 md5' : ''}
`;
}

/** A shell between us and the server ends it as soon as we close its input, or vanish. */
async function launch(
  args: readonly string[],
  cwd: string,
): Promise<{ readonly shell: ChildProcess; readonly pid: number }> {
  const script = 'ip link set lo up; xrootd "$@" </dev/null >/dev/null 2>&1 & echo $!; read -r _; kill -9 $!; wait';
  const stdio = ['pipe', 'pipe', 'ignore'] as const;
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
  const shell = spawn('unshare', ['-n', 'sh', '-c', script, 'sh', ...args], { cwd, env, stdio: [...stdio] });
  const failed = once(shell, 'error').then(([error]) => Promise.reject(error as Error));
  const lines = createInterface({ input: shell.stdout ?? process.stdin });
  const [pid] = (await Promise.race([once(lines, 'line'), failed])) as [string];
  lines.close();
  return { shell, pid: Number(pid) };
}

/** Connects until it can, at most 20 s. */
function untilItAnswers([file = '', ...args]: readonly string[]): void {
  const attempt = 'until (exec 3<>/dev/tcp/127.0.0.1/1094) 2>/dev/null; do sleep 0.02; done';
  execFileSync(file, [...args, 'bash', '-c', attempt], { timeout: 20_000, stdio: 'ignore' });
}
