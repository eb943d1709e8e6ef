import { expect, it, onTestFinished, vi } from 'vitest';
import type { CommandOptions } from '../src/command.ts';
import { runCommand, startCommand } from '../src/run-command.ts';

const env = { PATH: '/usr/bin:/bin' };

it('tells how a command ended and what it wrote', async () => {
  const result = await runCommand('sh', ['-c', 'echo out; echo err >&2; exit 7'], { env });
  expect(result).toMatchObject({
    ending: { kind: 'exited', exitCode: 7 },
    stdout: 'out\n',
    stderr: 'err\n',
    proved: true,
    leftovers: 0,
  });
});

it('ends a command at its limit', async () => {
  const result = await runCommand('sleep', ['60'], { env, timeoutMs: 60 });
  expect(result.ending).toEqual({ kind: 'timed-out', forced: false });
});

it('does not wait for a background process that kept stdout open', async () => {
  const result = await runCommand('sh', ['-c', 'setsid sleep 60 & echo done'], { env });
  expect(result).toMatchObject({
    ending: { kind: 'exited', exitCode: 0 },
    stdout: 'done\n',
    leftovers: 1,
    proved: true,
  });
});

it.each([
  ['onOutput', 'SIGTERM'],
  ['onSignal', 'SIGTERM'],
  ['signalGroup', 'SIGTERM'],
  ['signalGroup', 'SIGKILL'],
] as const)('leaves nothing behind when %s throws (%s), and says so', async (hook, killSignal) => {
  const refuse = (): never => {
    throw new Error('refused');
  };
  const command = startCommand('sh', ['-c', 'echo x; exec sleep 60'], { env, killSignal, [hook]: refuse });
  await command.started;
  // What is written stops the command by itself where `onOutput` throws, and would not be written after a stop.
  if (hook !== 'onOutput') command.stop('enough');
  await expect(command.result).rejects.toThrow('refused');
  expect(() => process.kill(command.pid ?? 0, 0)).toThrow('ESRCH');
});

it('gives the command a byte channel as descriptor 3', async () => {
  const command = startCommand('sh', ['-c', 'read line <&3; echo "got $line" >&3'], { env, channel: true });
  command.channel?.end('hello\n');
  expect(String((await command.channel?.toArray())?.join(''))).toBe('got hello\n');
  expect((await command.result).ending).toEqual({ kind: 'exited', exitCode: 0 });
});

it('answers to what the types forbid, without an exception and before anything counts', async () => {
  const wrong = { env, timeoutMs: 5n, signal: {}, onOutput: 5 } as unknown as CommandOptions;
  const command = startCommand('true', [], wrong);
  expect(command.pid).toBeUndefined();
  expect((await command.result).ending).toMatchObject({ kind: 'not-started', code: 'EINVAL', which: 'arguments' });
});

it('starts a command within the call once everything is at hand', async () => {
  // What was seen of a program is believed for two seconds.
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  await runCommand('true', [], { env });
  const command = startCommand('true', [], { env });
  expect(command.pid).toBeGreaterThan(1);
  expect(await command.started).toBe(command.pid);
  expect((await command.result).pid).toBe(command.pid);
});

it.each([[[]], [['true']], [['true', []]], [['true', [], null]], [['true', [], {}]]])(
  'answers a caller without types, who gives %j, like any other',
  async (given) => {
    const result: unknown = await Reflect.apply(runCommand, undefined, given);
    expect(result).toMatchObject({ ending: { kind: 'not-started', code: 'EINVAL' } });
  },
);
