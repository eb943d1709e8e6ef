import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PilotError } from '@panda-pilot/core';
import { describeEnding, type RunningCommand, startCommand } from '@panda-pilot/timed-command';
import { guarantees, type Launcher, type Policy, type ProbePlace, type Proof } from '../launcher.ts';
import { lastWords } from '../start/last-words.ts';
import { judgeProbe } from './probe-findings.ts';
import { probeArguments, type ProbeTargets } from './probe-script.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';

const probeMs = 30_000;
/** Opened with the rights of the account that the probe runs as. */
const reportName = 'probe.stdout';
/** The daemon of the probe writes every 50 ms: in this time a living one that /proc hides from us is noticed. */
const daemonLookMs = 150;

/** Runs the probe in a launcher and judges what it could do. */
export async function probeLauncher(launcher: Launcher, policy: Policy, place: ProbePlace): Promise<Proof> {
  const ground = await mkdtemp(join(place.directory, 'launcher-probe-'));
  const token = randomBytes(16).toString('hex');
  let decoy: RunningCommand | undefined;
  let sandbox: Sandbox | undefined;
  try {
    // The other account must get through to its sandbox; what is in between has its own modes.
    await chmod(ground, 0o711);
    const bait = await layBait(ground, token);
    decoy = startDecoy(token);
    const targets = { token, decoy: (await decoy.started) ?? 0, files: [bait, ...place.secrets] };
    sandbox = await launcher.openSandbox(join(ground, 'sandbox'));
    const report = await runProbe({ launcher, policy, sandbox }, { ...targets, namespaces: await ownNamespaces() });
    const daemonDied = !(await isSeen(`daemon-${token}`)) && (await hasStopped(join(sandbox.work, 'daemon')));
    const { uid } = await stat(join(sandbox.work, reportName));
    const shortfalls = judgeProbe(report, { policy, uid, ownUid: process.geteuid?.() ?? 0, daemonDied });
    return {
      launcher: launcher.name,
      guarantees: guarantees.filter((one) => shortfalls[one] === undefined),
      shortfalls,
    };
  } finally {
    decoy?.stop();
    await decoy?.result;
    await sandbox?.remove();
    await rm(ground, { recursive: true, force: true });
  }
}

/** A file that only this account can read, in a directory that only this account can enter. */
async function layBait(ground: string, token: string): Promise<string> {
  const directory = join(ground, 'private');
  const bait = join(directory, 'bait');
  await mkdir(directory, { mode: 0o700 });
  await writeFile(bait, token, { mode: 0o600 });
  return bait;
}

function startDecoy(token: string): RunningCommand {
  return startCommand('/bin/sh', ['-c', 'sleep 60; exit', `decoy-${token}`], { env: { DECOY: token }, graceMs: 0 });
}

async function ownNamespaces(): Promise<ProbeTargets['namespaces']> {
  return { pid: await readlink('/proc/self/ns/pid'), net: await readlink('/proc/self/ns/net') };
}

interface Probe {
  readonly launcher: Launcher;
  readonly policy: Policy;
  readonly sandbox: Sandbox;
}

async function runProbe({ launcher, policy, sandbox }: Probe, targets: ProbeTargets): Promise<string> {
  await sandbox.bringIn(targets.files[0] ?? '', 'work/control');
  const [stdout, stderr] = [join(sandbox.work, reportName), join(sandbox.work, 'probe.stderr')];
  const running = launcher.launch(
    {
      sandbox,
      file: '/bin/sh',
      args: probeArguments(targets),
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' },
      stdout,
      stderr,
      timeoutMs: probeMs,
    },
    policy,
  );
  const { ending } = await running.result;
  const report = await readFile(stdout, 'utf8').catch(() => '');
  if (report.endsWith('done\n')) return report;
  const said = await lastWords(stderr).catch(() => '');
  const end = `the probe of ${launcher.name} ${describeEnding(ending)}`;
  throw new PilotError('GLEXEC_FAILED', said === '' ? end : `${end}: ${said.split('\n').at(-1)}`);
}

/** Whether a process names this in its arguments; a busy machine may keep one that lives from writing. */
async function isSeen(name: string): Promise<boolean> {
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const told = pids.map(async (pid) => (await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '')).split('\0'));
  return (await Promise.all(told)).some((words) => words.includes(name));
}

/** A file that was never made does not grow either. */
async function hasStopped(path: string): Promise<boolean> {
  const before = await sizeOf(path);
  await sleep(daemonLookMs);
  return (await sizeOf(path)) === before;
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
