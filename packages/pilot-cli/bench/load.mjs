import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPandaLocal } from '../../panda-local/dist/index.js';
import { startCommand } from '../../timed-command/dist/index.js';
import { memoryOf } from './memory.mjs';

const slots = 8;

/**
 * One pilot with eight slots and very many trivial jobs: how many a second, how many at once, what they cost, and whether anything grows. The
 * server runs in this process, on the same two cores, and takes its share.
 */
export async function loadRun({ directory, pilot, queuedata, jobCount }) {
  const workdir = join(directory, 'load');
  mkdirSync(workdir);
  writeFileSync(join(directory, 'load.json'), JSON.stringify(queuedata));
  const server = await startPandaLocal({ directory: join(directory, 'server-load') });
  try {
    for (let index = 0; index < jobCount; index += 1)
      await server.submit({ queue: 'BENCH', label: 'managed', transformation: 'true' });
    const words = ['run', '--url', server.url, '-q', 'BENCH', '--queuedata', join(directory, 'load.json')];
    const args = [...words, '--workdir', workdir, '--timefloor', '60', '--slots', String(slots)];
    const child = startCommand(pilot, args, {
      env: { PATH: process.env.PATH },
      stdout: 'ignore',
      stderr: 'ignore',
      timeoutMs: 600_000,
    });
    const pid = await child.started;
    const looks = [];
    let memory;
    const over = child.result.then((result) => result);
    for (let ended = false; !ended;) {
      looks.push(look(pid, workdir, server));
      if (memory === undefined && looks.at(-1).done >= 0.9 * jobCount) memory = memoryOf(pid);
      ended = await Promise.race([over.then(() => true), sleep(100).then(() => false)]);
    }
    const { usage } = await over;
    tell(looks, { jobs: server.jobs(), usage, memory });
  } finally {
    await server.close();
  }
}

function look(pid, workdir, server) {
  const tree = treeOf(pid);
  return {
    done: server.jobs().filter(({ status }) => status === 'finished').length,
    inFlight: server.jobs().filter(({ status }) => ['sent', 'starting', 'running'].includes(status)).length,
    agentMb: rssMb(pid),
    treeMb: tree.reduce((sum, one) => sum + rssMb(one), 0),
    runjobs: tree.filter(isRunjob).length,
  };
}

function tell(looks, { jobs, usage, memory }) {
  const finished = jobs.filter(({ status }) => status === 'finished');
  const times = finished.flatMap(({ history }) => history.map(({ at }) => new Date(at).getTime()));
  const sent = jobs.map(({ history }) =>
    new Date(history.find(({ status }) => status === 'sent')?.at ?? NaN).getTime(),
  );
  const seconds = (Math.max(...times) - Math.min(...sent)) / 1000;
  const busy = looks.filter(({ done }) => done > 0 && done < jobs.length - slots);
  const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
  const part = (from, to) =>
    median(
      busy.filter(({ done }) => done >= from * jobs.length && done < to * jobs.length).map(({ agentMb }) => agentMb),
    );
  console.log(`| ${slots} slots, ${jobs.length} trivial jobs | |\n|---|---|`);
  console.log(`| jobs finished | ${finished.length} |`);
  console.log(`| jobs a second | ${(finished.length / seconds).toFixed(1)} |`);
  console.log(
    `| CPU of the pilot's whole tree a job | ${(usage.cpuMs / finished.length / 1000).toFixed(3)} s (${usage.cpuIs}) |`,
  );
  console.log(`| jobs in flight, median | ${median(busy.map(({ inFlight }) => inFlight))} |`);
  console.log(
    `| agent RSS, median of first, middle, last fifth (MB) | ${[part(0, 0.2), part(0.4, 0.6), part(0.8, 1)].map((mb) => mb?.toFixed(0)).join(', ')} |`,
  );
  const parts = Object.entries(memory).map(([kind, mb]) => `${kind} ${mb.toFixed(1)}`);
  console.log(`| of it after nine tenths of the jobs (MB) | ${parts.join('; ')} |`);
  console.log(
    `| tree RSS for one job at a time: agent + one runjob with payload (MB) | ${median(busy.filter(({ runjobs }) => runjobs > 0).map(({ agentMb, treeMb, runjobs }) => agentMb + (treeMb - agentMb) / runjobs)).toFixed(0)} |`,
  );
}

function treeOf(root) {
  const parents = new Map();
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      continue; // it has ended
    }
  }
  const tree = [root];
  for (const member of tree) for (const [pid, parent] of parents) if (parent === member) tree.push(pid);
  return tree;
}

/** What else is below the agent, watchdogs and payloads, is counted with them. */
function isRunjob(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').includes('run-job');
  } catch {
    return false; // it has ended
  }
}

function rssMb(pid) {
  try {
    return (Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * 4096) / 2 ** 20;
  } catch {
    return 0; // it has ended
  }
}
