import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answersIn, scriptOf } from '../src/session.ts';

const recorded = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'fixtures/outputs', `xrdfs-5.5.3-session.${name}.txt`), 'utf8');
const outcome = {
  ending: { kind: 'exited', exitCode: 0 } as const,
  stdout: recorded('stdout'),
  stderr: recorded('stderr'),
};
const commands = [
  ['stat', '/dd/amd5'],
  ['query', 'checksum', '/dd/nofile'],
  ['query', 'checksum', '/dd/with blank?cks.type=md5'],
  ['rm', '/dd/acrc'],
  ['rm', '/dd/acrc'],
];

describe('a session of xrdfs', () => {
  it('is a script with its awkward names quoted', () => {
    expect(scriptOf(commands)?.split('\n')).toEqual([
      'stat /dd/amd5',
      'query checksum /dd/nofile',
      'query checksum "/dd/with blank?cks.type=md5"',
      'rm /dd/acrc',
      'rm /dd/acrc',
      'exit',
      '',
    ]);
  });

  it.each([[['stat', '/quo"te']], [['stat', '/back\\slash']], [['stat', '/new\nline']], [['mkdir', '-p', '/silent']]])(
    'cannot hold %j',
    (command) => {
      expect(scriptOf([['stat', '/plain'], command])).toBeUndefined();
    },
  );

  it('answers command by command, whatever the exit code is', () => {
    expect(answersIn(outcome, commands)).toEqual([
      { answer: expect.stringContaining('Size:   1') },
      { complaint: expect.stringContaining('[3011] Unable to checksum /dd/nofile') },
      { answer: 'md5 5d41402abc4b2a76b9719d911017c592' },
      { answer: 'rm /dd/acrc : [SUCCESS]' },
      { complaint: expect.stringContaining('[3011] Unable to remove /dd/acrc') },
    ]);
  });

  it('is not believed when its parts do not add up', () => {
    expect(answersIn({ ...outcome, stderr: '' }, commands)).toBeUndefined();
    expect(answersIn({ ...outcome, stderr: `${outcome.stderr}[FATAL] Connection error\n` }, commands)).toBeUndefined();
    expect(answersIn({ ...outcome, stdout: 'garbage' }, commands)).toBeUndefined();
    expect(
      answersIn({ ...outcome, stdout: outcome.stdout.replace('/dd/amd5', '/dd/other') }, commands),
    ).toBeUndefined();
    expect(answersIn({ ...outcome, stdout: '' }, commands)).toBeUndefined();
  });
});
