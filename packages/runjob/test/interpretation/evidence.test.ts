import { symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFifo, tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { type Evidence, collectEvidence, payloadReportIn } from '../../src/interpretation/evidence.ts';
import { masksFor } from '../../src/secrets/masks.ts';

const noMasks = masksFor(undefined);

function look(work: string): Promise<Evidence> {
  return collectEvidence(work, {
    stdout: join(work, 'payload.stdout'),
    stderr: join(work, 'payload.stderr'),
    masks: noMasks,
  });
}

describe('collectEvidence', () => {
  it('finds nothing in an empty directory, nor in one that is gone', async () => {
    const work = await tempDir();
    expect(await look(work)).toEqual({ stdout: '', stderr: '', logs: [] });
    expect(await look(join(work, 'gone'))).toEqual({ stdout: '', stderr: '', logs: [] });
  });

  it('reads every report', async () => {
    const work = await tree({
      'payload.stdout': 'out',
      'payload.stderr': 'err',
      'jobReport.json': '{"exitCode": 65, "exitMsg": "no", "resource": {"transform": {"processedEvents": 7}}}',
      'jobInfo.xml': '<errorcategory acronym="A" code="2"><message>m</message></errorcategory>',
      'payload_error_report.json': '{"error_code": 9, "error_diag": "d"}',
      'metadata.xml': '<events>8</events>',
    });
    expect(await look(work)).toMatchObject({
      stdout: 'out',
      stderr: 'err',
      jobReport: { exitCode: 65, exitMessage: 'no' },
      jobInfo: { acronym: 'A', code: 2, messages: ['m'] },
      errorReport: { code: 9, diagnosis: 'd' },
      events: 7,
    });
  });

  it('counts events by metadata.xml, else by what the event loop wrote', async () => {
    const told = await tree({ 'metadata.xml': '<events>8</events>', 'payload.stdout': '9 events processed so far' });
    expect((await look(told)).events).toBe(8);
    const counted = await tree({ 'payload.stdout': '1 events processed so far\n 20 events processed so far\nend' });
    expect((await look(counted)).events).toBe(20);
  });

  it.each(['jobReport.json', 'jobInfo.xml', 'payload_error_report.json', 'metadata.xml'])(
    'takes a malformed %s for none',
    async (name) => {
      expect(await look(await tree({ [name]: '{"exitCode": 6' }))).toEqual({
        stdout: '',
        stderr: '',
        logs: [],
      });
      expect(await look(await tree({ [name]: '[]' }))).toEqual({ stdout: '', stderr: '', logs: [] });
    },
  );

  it('reads the ends of the logs of transformations, the latest first', async () => {
    const work = await tree({ 'log.EVNTtoHITS': 'one', 'log.HITtoRDO': 'two', secret: 'hidden' });
    utimesSync(join(work, 'log.EVNTtoHITS'), 1, 1);
    symlinkSync(join(work, 'secret'), join(work, 'log.link'));
    expect((await look(work)).logs).toEqual(['two', 'one']);
  });

  it('follows no link, waits for no FIFO, reads no giant', async () => {
    const work = await tree({ secret: '{"exitCode": 65}' });
    symlinkSync(join(work, 'secret'), join(work, 'jobReport.json'));
    makeFifo(join(work, 'payload_error_report.json'));
    writeFileSync(join(work, 'metadata.xml'), '<events>8</events>');
    truncateSync(join(work, 'metadata.xml'), 11 * 1024 * 1024);
    symlinkSync(join(work, 'secret'), join(work, 'payload.stderr'));
    expect(await look(work)).toEqual({ stdout: '', stderr: '', logs: [] });
  });

  it('bounds lines and outputs', async () => {
    const work = await tree({
      'payload.stdout': `${'x'.repeat(1000)}\nend`,
      'payload.stderr': 'y\n'.repeat(1_000_000),
    });
    expect((await look(work)).stdout).toBe(`${'x'.repeat(400)}\nend`);
    expect((await look(work)).stderr).toHaveLength(256 * 1024);
  });
});

describe('payloadReportIn', () => {
  it('is the text as it stands, if it is a JSON object', async () => {
    expect(payloadReportIn(await tree({ 'jobReport.json': '{ "a":1 }\n' }), noMasks)).toBe('{ "a":1 }\n');
    expect(payloadReportIn(await tree({ 'jobReport.json': '[1]' }), noMasks)).toBeUndefined();
    expect(payloadReportIn(await tempDir(), noMasks)).toBeUndefined();
  });
});
