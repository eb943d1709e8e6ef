/** Tries everything that a payload could do to its pilot. What it gets goes to standard output as JSON; the pilot's side checks the rest. */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const briefing = JSON.parse(fs.readFileSync('briefing.json', 'utf8'));
const { pilot, state, secrets } = briefing;
const won = [];
const attempt = async (name, attack) => {
  try {
    if (await attack()) won.push(name);
  } catch {
    // it was stopped
  }
};
const holds = (bytes, secret) => bytes.includes(Buffer.from(secret));

await attempt('reads the credential file', () => holds(fs.readFileSync(`${state}/credential`), secrets.file));
await attempt('reads the credential through /proc of the pilot', () =>
  holds(fs.readFileSync(`/proc/${pilot}/root${state}/credential`), secrets.file),
);
await attempt("reads the pilot's environment", () =>
  holds(fs.readFileSync(`/proc/${pilot}/environ`), secrets.environment),
);
await attempt("reads the pilot's memory", () => searchMemory(pilot, secrets.memory));
await attempt("finds a secret of the pilot's in its own environment", () =>
  Object.values(process.env).some((value) => Object.values(secrets).includes(value)),
);
await attempt('kills a process of the pilot', () => process.kill(briefing.toKill, 'SIGKILL'));
await attempt('stops a process of the pilot', () => process.kill(briefing.toStop, 'SIGSTOP'));
await attempt('sees processes of the pilot', () =>
  fs.readFileSync(`/proc/${pilot}/cmdline`, 'latin1').includes('victim-pilot.mjs'),
);
await attempt('writes into the journal', () => fs.appendFileSync(`${state}/journal`, 'forged\n') ?? true);
await attempt('replaces the state', () => {
  fs.writeFileSync(`${state}/report.new`, 'forged');
  fs.renameSync(`${state}/report.new`, `${state}/report`);
  return true;
});
await attempt('connects to a loopback port', () => connects({ host: '127.0.0.1', port: briefing.port }));
await attempt('connects to an abstract socket', () => connects({ path: `\0${briefing.abstractSocket}` }));
await attempt('gains privilege by a setuid program', gainsPrivilege);
await attempt('makes a user namespace', () => spawnSync('/usr/bin/unshare', ['--user', 'true']).status === 0);
await attempt('starts more processes than allowed', () => startsMany(briefing.processes * 3));
await attempt('fills the temporary directories', () =>
  ['/tmp', '/var/tmp', '/dev/shm', '/dev', '/'].some((directory) => fills(`${directory}/filler-${process.pid}`)),
);
await attempt('writes a file larger than allowed', () => fills('filler', briefing.fileBytes + 1_048_576));
layBait();
leaveDaemons();
while (!fs.existsSync('daemon') || !fs.existsSync('hidden-daemon')) await sleep(10);
console.log(JSON.stringify(won));
process.exit(203);

function searchMemory(pid, secret) {
  const memory = fs.openSync(`/proc/${pid}/mem`, 'r');
  const window = Buffer.alloc(1 << 20);
  for (const line of fs.readFileSync(`/proc/${pid}/maps`, 'latin1').split('\n')) {
    const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
    if (from === undefined) continue;
    const end = Number.parseInt(to, 16);
    for (let at = Number.parseInt(from, 16); at < end; at += window.length - 64) {
      let read = 0;
      try {
        read = fs.readSync(memory, window, 0, Math.min(window.length, end - at), at);
      } catch {
        break; // a hole
      }
      if (holds(window.subarray(0, read), secret)) return true;
    }
  }
  return false;
}

function connects(where) {
  return new Promise((resolve) => {
    const socket = net.connect(where);
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    setTimeout(() => resolve(false), 10_000).unref();
  }).finally(() => undefined);
}

/** su waits for a password: as long as it does, it shows what it is. */
async function gainsPrivilege() {
  const child = spawn('/bin/su', ['root', '-c', 'true'], { stdio: ['pipe', 'ignore', 'ignore'] });
  try {
    for (let look = 0; look < 40; look += 1) {
      const status = fs.readFileSync(`/proc/${child.pid}/status`, 'utf8');
      // For root there is nothing to gain: what counts is whether it still could.
      if (process.getuid() === 0) return /^NoNewPrivs:\s+0/m.test(status);
      if (/^Uid:\s+\d+\s+0/m.test(status)) return true;
      await sleep(10);
    }
    return false;
  } finally {
    child.kill('SIGKILL');
  }
}

/** A fork bomb with a fuse: it counts, burns no processor time, and gives everything back before it goes on. */
async function startsMany(count) {
  const children = [];
  while (children.length < count) {
    const child = spawn('/bin/sleep', ['20'], { stdio: 'ignore' });
    child.on('error', () => undefined);
    if (child.pid === undefined) break;
    children.push(child);
  }
  const ends = children.map((child) => new Promise((resolve) => child.once('exit', resolve)));
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(ends);
  return children.length === count;
}

function fills(path, bytes = briefing.temporaryBytes * 3) {
  const block = Buffer.alloc(65_536, 'x');
  let written = 0;
  let file;
  try {
    file = fs.openSync(path, 'wx');
    while (written < bytes) written += fs.writeSync(file, block);
    return true;
  } catch {
    return false;
  } finally {
    if (file !== undefined) {
      fs.closeSync(file);
      fs.rmSync(path, { force: true });
    }
  }
}

function layBait() {
  fs.symlinkSync(`${state}/credential`, 'symbolic-link');
  fs.symlinkSync(state, 'linked-directory');
  fs.symlinkSync(state, '../home/state');
  try {
    fs.linkSync(`${state}/credential`, 'hard-link');
  } catch {
    fs.writeFileSync('hard-link', 'no link');
  }
  spawnSync('mkfifo', ['fifo']);
  fs.closeSync(fs.openSync('sparse', 'w'));
  fs.truncateSync('sparse', briefing.fileBytes);
  fs.mkdirSync('locked/inner', { recursive: true });
  fs.writeFileSync('locked/inner/file', '');
  fs.chmodSync('locked/inner', 0);
  fs.chmodSync('locked', 0);
}

function leaveDaemons() {
  const live = 'n=0; while [ $n -lt 100 ]; do echo beat >>"$1"; n=$((n + 1)); sleep 0.05; done';
  const unmark = 'ulimit -S -w unlimited || ulimit -S -x unlimited; ulimit -S -m unlimited; trap "" TERM HUP INT; ';
  const options = { detached: true, stdio: 'ignore' };
  spawn('/bin/sh', ['-c', `(${live}) &`, 'sh', 'daemon'], options).unref();
  const command = ['-i', '/bin/sh', '-c', `{ ${unmark} } 2>/dev/null; (${live}) &`, 'sh', 'hidden-daemon'];
  spawn('/usr/bin/env', command, { ...options, env: {} }).unref();
}
