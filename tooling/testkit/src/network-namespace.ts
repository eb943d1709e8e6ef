import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { needsTool } from './require-tool.ts';

/** A network of its own in which nothing but loopback answers, and nothing asks a name server. */
export interface NetworkNamespace {
  /** Words to begin a command with so that it runs there. */
  readonly enter: readonly string[];
  /** Starts a server there, which dies with the namespace, and with this process. */
  readonly launch: (command: readonly string[], options: LaunchOptions) => Promise<Daemon>;
  /** Ends all that was launched. */
  readonly close: () => Promise<void>;
}

export interface LaunchOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A port of 127.0.0.1 at which the server answers once it is up. */
  readonly port: number;
  /** What the server said, for the error when it does not come up. */
  readonly lastWords?: () => Promise<string>;
}

/** A server that runs. */
export interface Daemon {
  readonly pid: number;
  readonly signal: (name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL') => void;
  /** Kills it with all its children. */
  readonly stop: () => Promise<void>;
}

/** For `describe.skipIf(needsNamespace('xrootd'))`: true where a namespace or a tool cannot be had; in CI it throws instead. */
export function needsNamespace(...tools: readonly string[]): boolean {
  const missing = needsTool('unshare', 'nsenter', 'ip', ...tools);
  if (missing || process.getuid?.() === 0) return missing;
  if (process.env['CI'] === 'true') throw new Error('CI must run as root: this test makes a network namespace');
  return true;
}

/** Makes a namespace, for root. */
export async function openNamespace(): Promise<NetworkNamespace> {
  const holder = await guarded(['unshare', '-n'], 'ip link set lo up; echo $$; read -r _', { cwd: '/', env: {} });
  const enter = ['nsenter', '-t', String(holder.pid), '-n'];
  const daemons: Daemon[] = [];
  return {
    enter,
    async launch(command, { cwd, env = {}, port, lastWords }) {
      const daemon = await guarded([...enter], daemonScript, { cwd, env, command });
      daemons.push(daemon);
      try {
        await untilItAnswers(enter, daemon.pid, port);
      } catch (error) {
        await daemon.stop();
        const words = (await lastWords?.().catch(() => undefined)) ?? 'no last words';
        throw new Error(`${command[0]} does not answer at ${port}:\n${words.slice(-2000)}`, { cause: error });
      }
      return daemon;
    },
    async close() {
      await Promise.all([...daemons, holder].map(({ stop }) => stop()));
    },
  };
}

/** The shell between us and a server kills the whole group as soon as we close its input, or vanish. */
const daemonScript = '"$@" </dev/null >/dev/null 2>&1 & echo $!; read -r _; kill -9 0';

async function guarded(
  [file = '', ...words]: readonly string[],
  script: string,
  how: {
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
    readonly command?: readonly string[];
  },
): Promise<Daemon> {
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...how.env };
  const shell = spawn(file, [...words, 'sh', '-c', script, 'sh', ...(how.command ?? [])], {
    cwd: how.cwd,
    env,
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  // It may be gone by the time that it is told to go.
  shell.stdin.on('error', () => undefined);
  const failed = once(shell, 'error').then(([error]) => Promise.reject(error as Error));
  const lines = createInterface({ input: shell.stdout });
  const ended = once(lines, 'close').then(() => []);
  const [line] = (await Promise.race([once(lines, 'line'), ended, failed])) as [string?];
  lines.close();
  if (line === undefined) throw new Error(`${[file, ...words].join(' ')} has ended before it began`);
  const pid = Number(line);
  return {
    pid,
    signal: (name) => void process.kill(pid, name),
    async stop() {
      shell.stdin.end();
      if (shell.exitCode === null && shell.signalCode === null) await once(shell, 'exit');
    },
  };
}

/** Connects until it can, for as long as the server lives, and somewhat less than a hook may take. */
export async function untilItAnswers(
  [file = '', ...words]: readonly string[],
  pid: number,
  port: number,
): Promise<void> {
  const args = [...words, 'bash', '-c', attempts, String(pid), String(port)];
  await promisify(execFile)(file, args, { timeout: 50_000 });
}

/** A server that has ended stays as a zombie: the shell that started it reads, and does not wait. */
const attempts = `until (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; do
  [[ $(<"/proc/$0/status") == *State:?[!Z]* ]] || exit 1
  sleep 0.02
done`;
