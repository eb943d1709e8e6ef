import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** An anonymous xrootd in a network namespace of its own, with its files below `home`. */
export async function startServer(home) {
  const [root, state] = [join(home, 'data'), join(home, 'state')];
  const uid = Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' }));
  await chmod(home, 0o755);
  for (const directory of [root, state]) {
    await mkdir(directory);
    await chown(directory, uid, uid);
  }
  const configuration = join(home, 'xrootd.cfg');
  const lines = ['all.export /', `oss.localroot ${root}`, `all.adminpath ${state}`, `all.pidpath ${state}`];
  await writeFile(configuration, [...lines, 'xrootd.chksum max 2 adler32', 'xrd.allow host localhost', ''].join('\n'));
  const script = 'ip link set lo up; xrootd "$@" </dev/null >/dev/null 2>&1 & echo; read -r _; kill -9 $!; wait';
  const args = ['-R', 'nobody', '-c', configuration, '-l', join(state, 'log')];
  const shell = spawn('unshare', ['-n', 'sh', '-c', script, 'sh', ...args], {
    cwd: state,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(shell.stdout, 'data');
  const enter = ['nsenter', '-t', String(shell.pid), '-n'];
  const attempt = 'until (exec 3<>/dev/tcp/127.0.0.1/1094) 2>/dev/null; do sleep 0.02; done';
  execFileSync(enter[0], [...enter.slice(1), 'bash', '-c', attempt], { timeout: 20_000 });
  return {
    root,
    enter,
    async stop() {
      shell.stdin.end();
      await once(shell, 'exit');
    },
  };
}
