import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { outcomeKind } from '@panda-pilot/movers-core';
import { failureOf, jobFailuresIn, receiptsIn, table } from '../src/xrdcp-outcome.ts';

const recorded = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'fixtures/outputs', `${name}.txt`), 'utf8');
const ended = (exitCode: number, stderr: string) => ({
  ending: { kind: 'exited', exitCode } as const,
  stdout: '',
  stderr,
});

describe('what a client says when it fails', () => {
  it.each([
    ['xrdcp-5.5.3-missing', 54, 'not-found'],
    ['xrdcp-5.5.3-local-missing', 2, 'not-found'],
    ['xrdcp-5.5.3-exists-upload', 50, 'exists'],
    ['xrdcp-5.5.3-exists-posc', 54, 'exists'],
    ['xrdcp-5.5.3-exists-download', 54, 'exists'],
    ['xrdcp-5.5.3-checksum-mismatch', 53, 'checksum-mismatch'],
    ['xrdcp-5.5.3-damaged-page', 50, 'checksum-mismatch'],
    ['xrdcp-5.5.3-no-checksums', 54, 'unsupported'],
    ['xrdfs-5.5.3-unknown-checksum', 54, 'unsupported'],
    ['xrdcp-5.5.3-remote-full', 54, 'no-space'],
    ['xrdcp-5.5.3-local-full', 54, 'no-space'],
    ['xrdcp-5.5.3-read-only', 54, 'read-only'],
    ['xrdcp-5.5.3-denied', 54, 'denied'],
    ['xrdcp-5.5.3-no-proxy', 52, 'denied'],
    ['xrdcp-5.5.3-directory', 54, 'unsupported'],
    ['xrdcp-5.5.3-no-directory', 50, 'unsupported'],
    ['xrdcp-5.5.3-refused', 51, 'network'],
    ['xrdcp-5.5.3-unknown-host', 51, 'network'],
    ['xrdcp-5.5.3-hung-server', 51, 'network'],
    ['xrdcp-5.5.3-dead-server', 50, 'network'],
    ['xrdcp-5.5.3-stopped-server', 52, 'timed-out'],
    ['xrdcp-5.5.3-bad-option', 22, 'unsupported'],
    ['xrdcp-5.5.3-bad-checksum-type', 22, 'unsupported'],
    ['xrdcp-2011-missing', 1, 'not-found'],
  ])('%s, exit code %i: %s', (name, exitCode, kind) => {
    const error = failureOf(ended(exitCode, recorded(name)), { tool: 'xrdcp', file: 'root://host//file' });
    expect(error).toMatchObject({ kind, exitCode, file: 'root://host//file' });
    expect(error.message).toMatch(/^xrdcp: \S/);
    expect(`${error.message}${error.tail}`).not.toContain('\0');
  });

  it('is known by the number of the protocol when the words are new', () => {
    expect(outcomeKind(table, '[ERROR] Server responded with an error: [3009] quota is weg')).toBe('no-space');
    expect(outcomeKind(table, '[ERROR] Server responded with an error: [3029] Kein Replikat')).toBe('not-found');
    expect(outcomeKind(table, '[ERROR] Server responded with an error: [3999] huh')).toBe('other');
  });

  it('is at least how it ended', () => {
    const killed = { ending: { kind: 'signaled', signal: 'SIGSEGV' } as const, stdout: '', stderr: '' };
    expect(failureOf(killed, { tool: 'xrdcp', file: 'f' }).message).toBe('xrdcp: was killed by SIGSEGV');
    expect(failureOf(ended(9, ''), { tool: 'xrdcp', file: 'f' }).message).toBe('xrdcp: exit code 9');
  });
});

describe('what xrdcp prints of files that it moved', () => {
  it.each([
    ['xrdcp-5.5.3-stored', '/tmp/work/a', 1, '00620062'],
    ['xrdcp-5.5.3-fetched', '/tmp/work/with a blank', 3_000_000, '0973d68a'],
    ['xrdcp-2011-stored', 'root://host//data/file', 7, '0ac60265'],
  ])('%s', (name, place, bytes, value) => {
    const checksum = { algorithm: 'adler32', value };
    expect(receiptsIn(ended(0, recorded(name)))).toEqual([{ place, bytes, checksum }]);
  });

  it('is one line a file in a batch, and one for each job that failed', () => {
    const outcome = ended(54, recorded('xrdcp-5.5.3-batch'));
    expect(receiptsIn(outcome).map(({ place }) => place)).toEqual(['/tmp/gd/b', '/tmp/gd/a']);
    expect([...jobFailuresIn(outcome)]).toEqual([[2, expect.stringContaining('[3011] Unable to open /d/nofile')]]);
  });

  it.each([
    'adler32: nothex /file 7',
    'adler32: 123456789 /file 7',
    'adler32: 1 7',
    'sha1: 12 /file 7',
    'adler32: 12 /file -7',
  ])('is no checksum when it is %j', (line) => {
    expect(receiptsIn(ended(0, line)).map(({ checksum }) => checksum)).not.toContainEqual(expect.anything());
  });
});
