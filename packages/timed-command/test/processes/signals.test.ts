import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { send, signalGroup } from '../../src/processes/signals.ts';

it('reaches a process and its group, and tells when they are gone', async () => {
  const child = spawn('sleep', ['60'], { detached: true });
  const pid = child.pid ?? 0;
  expect(send(pid, 0)).toBe('sent');
  expect(signalGroup(pid, 'SIGTERM')).toBe('sent');
  await once(child, 'exit');
  expect(send(pid, 0)).toBe('gone');
  expect(signalGroup(pid, 'SIGTERM')).toBe('gone');
});

it.skipIf(process.getuid?.() === 0)('tells when it is denied', () => {
  expect(send(1, 0)).toBe('denied');
});

it('throws for what is no signal', () => {
  expect(() => send(process.pid, 'SIGNOPE' as NodeJS.Signals)).toThrow('SIGNOPE');
});
