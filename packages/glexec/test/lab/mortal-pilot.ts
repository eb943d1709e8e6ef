/** A pilot that starts a payload, says so, and waits for its own death. Argument: a JSON {@link Trial} and the words by which the payload is found. */
import { join } from 'node:path';
import { launcherOf, type Trial } from './trial.ts';

const { trial, marker } = JSON.parse(process.argv[2] ?? '{}') as { trial: Trial; marker: string };
const launcher = launcherOf(trial);
const sandbox = await launcher.openSandbox(join(trial.directory, 'sandbox'));
const [stdout, stderr] = [join(sandbox.work, 'stdout'), join(sandbox.work, 'stderr')];
const script = 'trap "" TERM; setsid sh -c "trap \\"\\" TERM; sleep 60; exit" "$0" & while :; do sleep 1; done';
const payload = {
  sandbox,
  file: '/bin/sh',
  args: ['-c', script, marker],
  env: { PATH: '/usr/bin:/bin' },
  stdout,
  stderr,
  graceMs: 200,
};
const running = launcher.launch(payload, { demands: [], network: 'none', readable: [], limits: {} });
await running.started;
console.log('up');
await running.result;
