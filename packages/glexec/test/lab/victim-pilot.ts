/**
 * A pilot with everything worth stealing, which runs the hostile payload under one launcher and sees what became of it. Argument: a JSON
 * {@link Trial}; answer on standard output: a JSON {@link Verdict}.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import fs from 'node:fs/promises';
import net, { type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Launcher, Policy, Proof, Sandbox } from '@panda-pilot/glexec';
import type { Attack, Briefing } from './attacks.ts';
import { launcherOf, type Trial } from './trial.ts';

/** What it saw. */
export interface Verdict {
  readonly proof: Proof;
  /** Attacks that succeeded. */
  readonly won: readonly Attack[];
  /** What the payload's end was reported as. */
  readonly ending: unknown;
  readonly leftovers: number;
  /** How the launches ended in which the payload stopped, then killed, the process above it; `undefined` where that is the pilot itself. */
  readonly insolent: readonly { readonly ending: unknown; readonly ms: number }[];
}

const trial = JSON.parse(process.argv[2] ?? '{}') as Trial;
const secrets = { file: token('file'), environment: process.env['LAB_SECRET'] ?? '', memory: token('memory') };
const policy: Policy = {
  demands: [],
  network: 'none',
  readable: [dirname(dirname(process.execPath)), dirname(trial.payload)],
  limits: { processes: 60 + tasksOfThisAccount(), fileBytes: 8_388_608, temporaryBytes: 1_048_576 },
};
const launcher = launcherOf(trial);
console.log(JSON.stringify(await suffer()));
process.exit(0);

async function suffer(): Promise<Verdict> {
  const state = join(trial.directory, 'state');
  await fs.mkdir(state, { mode: 0o700 });
  await fs.writeFile(join(state, 'credential'), secrets.file, { mode: 0o600 });
  await fs.writeFile(join(state, 'journal'), 'accepted\n', { mode: 0o600 });
  await fs.writeFile(join(state, 'report'), 'none\n', { mode: 0o600 });
  const proof = await launcher.probe(policy, {
    directory: trial.directory,
    secrets: [state, join(state, 'credential')],
  });
  const sandbox = await launcher.openSandbox(join(trial.directory, 'sandbox'));
  const decoys = [spawn('sleep', ['60'], { stdio: 'ignore' }), spawn('sleep', ['60'], { stdio: 'ignore' })] as const;
  const briefing = { ...(await openDoors()), ...brief(state, decoys) };
  await fs.writeFile(join(trial.directory, 'briefing.json'), JSON.stringify(briefing));
  await sandbox.bringIn(join(trial.directory, 'briefing.json'), 'work/briefing.json');

  const { ending, leftovers } = await run(sandbox, [
    '-c',
    'ls /proc/$$/fd; exec "$0" "$NODE_SCRIPT"',
    process.execPath,
  ]);
  const stdout = await fs.readFile(join(sandbox.work, 'stdout'), 'utf8');
  const [, descriptors, report] = /^([\d\n]*)(\[.*\])$/m.exec(stdout) ?? [];
  if (report === undefined)
    throw new Error(`the payload: ${stdout}${await fs.readFile(join(sandbox.work, 'stderr'), 'utf8')}`);
  const told = JSON.parse(report) as Attack[];
  if (descriptors !== '0\n1\n2\n') told.push('inherits a descriptor');
  const seen = await lookAround({ state, decoys, sandbox, proof });
  const insolent = launcher.name === 'none' ? [] : [await provoke('STOP'), await provoke('KILL')];
  return { proof, won: [...new Set([...told, ...seen])], ending, leftovers, insolent };
}

/** The kernel counts for the limit whatever else the account runs, such as these tests; for root it does not count. */
function tasksOfThisAccount(): number {
  const uid = process.geteuid?.();
  if (uid === 0) return 0;
  return readdirSync('/proc').reduce((tasks, name) => {
    const isOurs = /^\d+$/.test(name) && statSync(`/proc/${name}`, { throwIfNoEntry: false })?.uid === uid;
    return isOurs ? tasks + readdirSync(`/proc/${name}/task`).length : tasks;
  }, 0);
}

function token(kind: string): string {
  return `${kind}-secret-${randomBytes(12).toString('hex')}`;
}

function brief(state: string, [toKill, toStop]: readonly [ChildProcess, ChildProcess]) {
  const { processes = 0, fileBytes = 0, temporaryBytes = 0 } = policy.limits;
  const pids = { pilot: process.pid, toKill: toKill.pid ?? 0, toStop: toStop.pid ?? 0 };
  return { ...pids, state, processes, fileBytes, temporaryBytes, secrets };
}

async function openDoors(): Promise<Pick<Briefing, 'port' | 'abstractSocket'>> {
  const abstractSocket = `launcher-lab-${process.pid}`;
  const loopback = net.createServer((socket) => socket.end()).listen(0, '127.0.0.1');
  const abstract = net.createServer((socket) => socket.end()).listen(`\0${abstractSocket}`);
  await Promise.all([loopback, abstract].map((server) => new Promise((resolve) => server.once('listening', resolve))));
  return { port: (loopback.address() as AddressInfo).port, abstractSocket };
}

function run(sandbox: Sandbox, args: readonly string[], timeoutMs = 30_000) {
  return launch(launcher, sandbox, args, timeoutMs);
}

async function launch(by: Launcher, sandbox: Sandbox, args: readonly string[], timeoutMs: number) {
  const env = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: sandbox.home,
    TMPDIR: sandbox.temporary,
    NODE_SCRIPT: trial.payload,
  };
  const [stdout, stderr] = [join(sandbox.work, 'stdout'), join(sandbox.work, 'stderr')];
  return await by.launch({ sandbox, file: '/bin/sh', args, env, stdout, stderr, timeoutMs, graceMs: 300 }, policy)
    .result;
}

interface Scene {
  readonly state: string;
  readonly decoys: readonly [ChildProcess, ChildProcess];
  readonly sandbox: Sandbox;
  readonly proof: Proof;
}

async function lookAround({ state, decoys: [toKill, toStop], sandbox, proof }: Scene): Promise<Attack[]> {
  const won: Attack[] = [];
  const check = async (attack: Attack, succeeded: Promise<boolean> | boolean): Promise<void> => {
    if (await succeeded) won.push(attack);
  };
  const journal = await fs.readFile(join(state, 'journal'), 'utf8');
  await check('writes into the journal', journal !== 'accepted\n');
  await check('kills a process of the pilot', toKill.exitCode !== null || toKill.signalCode !== null);
  await check('stops a process of the pilot', isStopped(toStop.pid ?? 0));
  await check('leaves a daemon', stillBeats(join(sandbox.work, 'daemon'), 200));
  // Where nothing claims to end it, a busy machine may keep it from its next beat for a while.
  const patienceMs = proof.guarantees.includes('certain-kill') ? 200 : 4000;
  await check('leaves a daemon that hides', stillBeats(join(sandbox.work, 'hidden-daemon'), patienceMs));
  await check('passes off the credential as an output by a symbolic link', leaks(sandbox, 'work/symbolic-link'));
  await check('passes off the credential as an output by a hard link', leaks(sandbox, 'work/hard-link'));
  await check(
    'passes off the credential as an output by a linked directory',
    leaks(sandbox, 'work/linked-directory/credential'),
  );
  await check(
    'hangs the pilot with a FIFO as output',
    hangs(sandbox.bringOut('work/fifo', join(trial.directory, 'fifo'))),
  );
  await check(
    'fills the disk of the pilot with a sparse output',
    succeeds(sandbox.bringOut('work/sparse', join(trial.directory, 'sparse'), { maxBytes: 65_536 })),
  );
  const removed = await succeeds(sandbox.remove());
  await check('leaves a directory that cannot be removed', !removed);
  await check(
    'has the state removed by a link in what is cleaned up',
    succeeds(fs.access(join(state, 'credential'))).then((there) => !there),
  );
  return won;
}

async function isStopped(pid: number): Promise<boolean> {
  return /^State:\s+T/m.test(await fs.readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''));
}

/** It beats twenty times a second, for five seconds. */
async function stillBeats(path: string, patienceMs: number): Promise<boolean> {
  const { size } = await fs.stat(path);
  for (const over = performance.now() + patienceMs; performance.now() < over;) {
    await sleep(20);
    if ((await fs.stat(path)).size > size) return true;
  }
  return false;
}

/** What the pilot would have uploaded. */
async function leaks(sandbox: Sandbox, path: string): Promise<boolean> {
  const destination = join(trial.directory, 'uploaded');
  await succeeds(sandbox.bringOut(path, destination));
  const content = await fs.readFile(destination, 'utf8').catch(() => '');
  await fs.rm(destination, { force: true });
  return content.includes(secrets.file);
}

async function hangs(work: Promise<unknown>): Promise<boolean> {
  return await Promise.race([succeeds(work).then(() => false), sleep(5000, true, { ref: false })]);
}

async function succeeds(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch {
    return false;
  }
}

/** The payload attacks whoever watches over it; the pilot must get rid of both all the same. */
async function provoke(signal: 'STOP' | 'KILL'): Promise<Verdict['insolent'][number]> {
  const sandbox = await launcher.openSandbox(join(trial.directory, `insolent-${signal}`));
  const startedAt = performance.now();
  const around = '$(cat /proc/$PPID/task/$PPID/children) $PPID';
  const attack = `trap "" TERM; for one in ${around}; do [ $one = $$ ] || kill -s ${signal} $one; done; while :; do sleep 1; done`;
  const { ending } = await launch(launcher, sandbox, ['-c', attack], 500);
  const ms = performance.now() - startedAt;
  await sandbox.remove();
  return { ending, ms };
}
