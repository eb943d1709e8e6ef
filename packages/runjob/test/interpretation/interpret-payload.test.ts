import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/interpretation/evidence.ts';
import { interpretPayload } from '../../src/interpretation/interpret-payload.ts';
import type { PayloadEnding } from '../../src/state/journal.ts';

const nothing: Evidence = { stdout: '', stderr: '', logs: [] };
const exit = (exitCode: number): PayloadEnding => ({ kind: 'exited', exitCode });
const died = (signal: string): PayloadEnding => ({ kind: 'signaled', signal });
const report = (exitCode: number, more: object = {}): Evidence => ({
  ...nothing,
  jobReport: { text: '{}', exitCode, ...more },
});

describe('interpretPayload', () => {
  it('finds nothing wrong with exit code 0, whatever the output holds', () => {
    expect(interpretPayload(exit(0), nothing)).toEqual({});
    expect(interpretPayload(exit(0), { stdout: 'St9bad_alloc', stderr: 'ERROR', logs: ['FATAL'] })).toEqual({});
    expect(interpretPayload(exit(0), { ...report(0), events: 7 })).toEqual({ events: 7 });
    const overcome = { ...nothing, jobInfo: { acronym: 'A', code: 2, messages: [] } };
    expect(interpretPayload(exit(0), overcome)).toEqual({});
  });

  it.each([1, 2, 3, 127, 254, 255])('counts exit code %i as the payload’s own failure', (exitCode) => {
    const { failure } = interpretPayload(exit(exitCode), { ...nothing, stderr: 'no calibration\n' });
    expect(failure).toMatchObject({ code: 1305, details: { exitCode } });
    expect(failure?.message).toContain(`exit code ${exitCode}: no calibration`);
  });

  it.each<[PayloadEnding, Evidence, Parameters<typeof interpretPayload>[2], number]>([
    [died('SIGSEGV'), nothing, {}, 1328],
    [died('SIGKILL'), nothing, {}, 1305],
    [died('SIGABRT'), nothing, { coreDump: 'core.7' }, 1355],
    [died('SIGSEGV'), nothing, { coreDump: 'core.7' }, 1328],
    [died('SIGABRT'), { ...nothing, stderr: 'std::bad_alloc' }, { coreDump: 'core.7' }, 1212],
    [exit(1), report(65, { worstMessage: 'St9bad_alloc' }), {}, 1223],
    [exit(1), { ...nothing, stdout: 'database is locked' }, {}, 1115],
    [exit(146), nothing, { runGen: true }, 1246],
    [exit(146), nothing, {}, 1305],
    [exit(20), nothing, { runGen: true }, 1249],
    [{ kind: 'timed-out', forced: true }, { ...nothing, stderr: 'MemoryError' }, {}, 1213],
    [{ kind: 'cancelled', forced: true }, { ...nothing, stderr: 'MemoryError' }, {}, 1200],
  ])('%j with %j and %j is %i', (ending, evidence, known, code) => {
    expect(interpretPayload(ending, evidence, known).failure?.code).toBe(code);
  });

  it('tells a transformation that is not there from one that cannot be executed', () => {
    const notStarted = { kind: 'not-started', which: 'file', message: 'm' } as const;
    expect(interpretPayload({ ...notStarted, code: 'ENOENT' }, nothing).failure?.code).toBe(1346);
    expect(interpretPayload({ ...notStarted, code: 'ENOEXEC' }, nothing).failure?.code).toBe(1305);
  });

  it('tells what the transformation says of its failure', () => {
    const { failure, exeError, reportedExitCode } = interpretPayload(
      exit(1),
      report(65, { exitMessage: 'no\n geometry' }),
    );
    expect(failure?.message).toContain('exit code 1: no geometry');
    expect({ exeError, reportedExitCode }).toEqual({
      exeError: { code: 65, diagnosis: 'no geometry' },
      reportedExitCode: 65,
    });
  });

  it('believes a transformation that reports a failure though its process ended with 0', () => {
    const { failure, reportedExitCode } = interpretPayload(exit(0), report(8, { exitMessage: 'validation' }));
    expect(failure?.code).toBe(1305);
    expect(failure?.message).toContain('exit code 0, but error 8 reported: validation');
    expect(reportedExitCode).toBe(8);
  });

  it('never lets a report of 0 hide an exit code', () => {
    expect(interpretPayload(exit(1), report(0)).failure?.code).toBe(1305);
  });

  it.each([
    [
      { errorReport: { code: 9, diagnosis: 'mine' }, jobReport: { text: '', exitCode: 65, exitMessage: 'later' } },
      9,
      'mine',
    ],
    [{ jobReport: { text: '', exitCode: 65, exitAcronym: 'TRF_EXC' } }, 65, 'TRF_EXC'],
    [{ jobInfo: { acronym: 'A', code: 2, messages: ['m', 'n'] } }, 2, 'A | m | n'],
  ])('%j gives exe error %i %j', (reports, code, diagnosis) => {
    expect(interpretPayload(exit(1), { ...nothing, ...reports }).exeError).toEqual({ code, diagnosis });
  });

  it('bounds and redacts what a payload says', () => {
    const evidence = {
      ...nothing,
      errorReport: { code: 1, diagnosis: `https://joe:secret@se.example/ ${'x'.repeat(999)}` },
    };
    const { exeError, failure } = interpretPayload(exit(1), evidence);
    expect(exeError?.diagnosis.length).toBeLessThanOrEqual(250);
    expect(`${exeError?.diagnosis}${failure?.message}`).not.toContain('secret');
  });
});
