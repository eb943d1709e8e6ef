import { describe, expect, it } from 'vitest';
import { type CommandEnding, outcomeKind, type OutcomeTable, toolError } from '../../src/index.ts';

const table: OutcomeTable = {
  rows: [
    { says: /no such/i, kind: 'not-found', seen: 'x 1' },
    { says: /such/i, kind: 'exists', seen: 'x 1' },
  ],
  exitCodes: { 28: 'no-space' },
  byNumber: (complaint) => (complaint.includes('[13]') ? 'denied' : undefined),
};
const outcome = (exitCode: number, stderr: string, stdout = '') => ({
  ending: { kind: 'exited', exitCode } as const,
  stdout,
  stderr,
});

describe('what a failed program is taken to mean', () => {
  it.each([
    ['No such file', 28, 'not-found'],
    ['such a file', 28, 'exists'],
    ['[13] forbidden', 28, 'denied'],
    ['gibberish', 28, 'no-space'],
    ['gibberish', 1, 'other'],
  ])('%s, exit code %i: %s', (complaint, exitCode, kind) => {
    expect(outcomeKind(table, complaint, exitCode)).toBe(kind);
  });

  it('is told with its own words, the file, the exit code and its last words', () => {
    const error = toolError(outcome(2, 'first\n\nno such file\0\n'), { tool: 'x', file: '/f' }, table);
    expect(error).toMatchObject({ message: 'x: no such file', kind: 'not-found', exitCode: 2, file: '/f' });
    expect(error.tail).toBe('first\nno such file');
  });

  it('is about one file where a complaint is given', () => {
    const error = toolError(outcome(2, 'no such file'), { tool: 'x', file: '/f', complaint: 'such' }, table);
    expect(error).toMatchObject({ message: 'x: such', kind: 'exists' });
  });

  it('is how it ended where it said nothing', () => {
    const killed = { ending: { kind: 'signaled', signal: 'SIGSEGV' } as const, stdout: '', stderr: '' };
    expect(toolError(killed, { tool: 'x', file: '/f' }, table).message).toBe('x: was killed by SIGSEGV');
    expect(toolError(outcome(9, ''), { tool: 'x', file: '/f' }, table).message).toBe('x: exit code 9');
  });

  it.each<[string, CommandEnding, string, boolean | undefined]>([
    ['a crash', { kind: 'signaled', signal: 'SIGABRT' }, 'free(): invalid pointer', true],
    ['a crash that a shell tells', { kind: 'exited', exitCode: 139 }, 'Segmentation fault', true],
    ['a crash after it has said why', { kind: 'signaled', signal: 'SIGABRT' }, 'no such file', undefined],
    ['somebody else who killed it', { kind: 'signaled', signal: 'SIGKILL' }, '', undefined],
    ['a failure', { kind: 'exited', exitCode: 1 }, 'gibberish', undefined],
    ['words that pass', { kind: 'exited', exitCode: 1 }, 'cut off', true],
  ])('may be a matter of the moment: %s', (_, ending, stderr, momentary) => {
    const rows: OutcomeTable['rows'] = [
      ...table.rows,
      { says: /cut off/, kind: 'network', momentary: true, seen: 'x 1' },
    ];
    const error = toolError({ ending, stdout: '', stderr }, { tool: 'x', file: '/f' }, { ...table, rows });
    expect(error.momentary).toBe(momentary);
  });

  it('keeps the end of what was said, stdout when stderr is silent', () => {
    const error = toolError(outcome(1, '', 'y'.repeat(5_000)), { tool: 'x', file: '/f' }, table);
    expect(error.tail).toHaveLength(1_000);
  });
});
