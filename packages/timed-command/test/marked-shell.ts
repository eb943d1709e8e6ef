import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { chooseMarking, environmentMarks, limitValue, markVariable, type Mark } from '../src/processes/mark.ts';
import type { ProcessTable } from '../src/processes/process-table.ts';

export const marking = chooseMarking();
let serial = 0;

/** A marked shell that leads a group of its own. */
export interface MarkedShell {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly mark: Mark;
  /** What its script has printed: the pids of what it has started. */
  readonly pids: readonly number[];
}

/** Starts one and waits until its script is through; then it waits for a line that never comes. All of it is gone when the test ends. */
export async function markedShell(table: ProcessTable, script: string): Promise<MarkedShell> {
  const mark = { session: marking.session, serial: (serial += 1) };
  const value = String(limitValue(mark));
  const markItself = `ulimit -S -w ${value} 2>/dev/null || ulimit -S -x ${value}`;
  const child = spawn('/bin/sh', ['-c', `${markItself}\n${script}\necho; read go`], {
    env: { [markVariable]: environmentMarks(marking, mark) },
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const pid = child.pid ?? 0;
  table.adopt(pid);
  let said = '';
  while (!said.endsWith('\n')) said += String((await once(child.stdout, 'data'))[0]);
  const pids = said.trim().split(/\s+/).filter(Boolean).map(Number);
  onTestFinished(() => {
    child.kill('SIGKILL');
    for (const left of table.look(mark, { reach: 'all' }) ?? []) process.kill(left, 'SIGKILL');
  });
  return { child, pid, mark, pids };
}
